export { createPasskeyAccount } from './account/createPasskeyAccount.js'
export { type SignedItem, type SignItem, signMany } from './account/signMany.js'
export type { PasskeyAccount } from './account/types.js'
export { waitForSignature } from './account/waitForSignature.js'
export { createSignerClient, type FetchFn, type SignerClient } from './client/createSignerClient.js'
export {
  ChainIdMissingError,
  SignatureMismatchError,
  TransactionNotSignableError,
} from './errors/account.js'
export {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
} from './errors/activity.js'
export { PasskeyAccountError } from './errors/base.js'
export {
  InvalidApiKeyError,
  InvalidParameterError,
  InvalidSignedRequestError,
  StamperMissingError,
} from './errors/config.js'
export {
  InsecureContextError,
  InvalidRpIdError,
  PasskeyAlreadyRegisteredError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyConstraintError,
  PasskeyUnsupportedError,
} from './errors/passkey.js'
export {
  ClockSkewError,
  NotPermittedError,
  SignerAnswerError,
  SignerConnectionLostError,
  SignerError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  StampRejectedError,
  UnknownCredentialError,
} from './errors/signer.js'
export { LastPasskeyError, SessionExpiredError, SessionStorageError, SignUpError } from './errors/users.js'
export type { Passkey } from './records/passkey.js'
export type { PasskeyWallet } from './records/passkeyWallet.js'
export type { PendingItem, PendingSignature } from './records/pendingSignature.js'
export { apiKeyStamper } from './stampers/apiKeyStamper.js'
export { webAuthnStamper } from './stampers/webAuthnStamper.js'
export { addPasskey } from './users/addPasskey.js'
export { createSessionKey, type SessionKey } from './users/createSessionKey.js'
export { indexedDbStorage } from './users/indexedDbStorage.js'
export { listPasskeys, type RegisteredPasskey } from './users/listPasskeys.js'
export { removePasskey, type SignalFn } from './users/removePasskey.js'
export { restoreSession } from './users/restoreSession.js'
export type { Session, SessionStorage, StoredSession } from './users/session.js'
export { signIn } from './users/signIn.js'
export { signOut } from './users/signOut.js'
export { signUp } from './users/signUp.js'
export type { CreateFn, GetFn } from './webauthn/ceremonies.js'
export { createPasskey } from './webauthn/createPasskey.js'
export type { SignedRequest, Stamp, Stamper } from './wire/stamp.js'

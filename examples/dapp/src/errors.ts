import { EstimateGasExecutionError, HttpRequestError, InsufficientFundsError, InvalidAddressError } from 'viem'
import {
  ActivityApprovalNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
  ClockSkewError,
  CredentialConflictError,
  findError,
  ImportError,
  InsecureContextError,
  InvalidRpIdError,
  LastPasskeyError,
  NotPermittedError,
  PasskeyAccountError,
  PasskeyAlreadyRegisteredError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyConstraintError,
  PasskeyUnsupportedError,
  SessionExpiredError,
  SessionStorageError,
  SignatureMismatchError,
  SignerAnswerError,
  SignerConnectionLostError,
  SignerError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  SignUpError,
  StampRejectedError,
  UnknownCredentialError,
} from 'viem-passkey-account'

/** What the user reads: what happened, and what to do next. */
export type ErrorText = { what: string; next: string }

const maybeSent = 'Check your balance first: it may have gone through. Then try again.'
const distrust = 'Stop here and tell the person who runs the signer. Do not trust it until you know why.'

/** The first class that an error is an instance of counts, so a class comes before the class it extends. */
const texts: readonly (readonly [findError.ErrorClass, ErrorText])[] = [
  [
    PasskeyCancelledError,
    {
      what: 'The passkey prompt was closed or timed out.',
      next: 'Nothing was signed. Try again and confirm with your fingerprint, face or PIN.',
    },
  ],
  [
    PasskeyUnsupportedError,
    {
      what: 'This browser has no passkeys.',
      next: 'Open the page in a current Chrome, Edge, Firefox or Safari. Browsers inside other apps often lack passkeys.',
    },
  ],
  [
    InsecureContextError,
    {
      what: 'This page is not secure, so it cannot use passkeys.',
      next: 'Open it over https, or at http://localhost.',
    },
  ],
  [
    InvalidRpIdError,
    {
      what: 'This site’s passkeys do not work at this address.',
      next: 'Open the address that npm start printed.',
    },
  ],
  [
    PasskeyAlreadyRegisteredError,
    {
      what: 'This device already has a passkey for your wallet.',
      next: 'Choose another device in the prompt: a phone or a security key.',
    },
  ],
  [
    PasskeyConstraintError,
    { what: 'This device cannot store a passkey.', next: 'Use another device or a security key.' },
  ],
  [
    PasskeyCeremonyError,
    { what: 'Your device could not do this.', next: 'Set up a screen lock on it, or use another device.' },
  ],

  [
    SignUpError,
    {
      what: 'Your passkey is ready, but your wallet is not.',
      next: 'Try again. You will not be asked for a passkey a second time.',
    },
  ],
  [
    ImportError,
    {
      what: 'The wallet was imported, but could not be checked.',
      next: 'Do not import it again. Sign out and in to see it.',
    },
  ],
  [
    LastPasskeyError,
    { what: 'This is your only passkey.', next: 'Without it you would lose the wallet. Add another passkey first.' },
  ],
  [
    SessionExpiredError,
    {
      what: 'Your session has ended.',
      next: 'Nothing was sent. Try again with your passkey, or start a new session.',
    },
  ],
  [
    SessionStorageError,
    {
      what: 'This browser does not store sessions.',
      next: 'Private windows often do not. Go on without a session: your passkey signs each time.',
    },
  ],

  [
    SignerUnreachableError,
    { what: 'The signer cannot be reached.', next: 'Check that npm start is still running, then try again.' },
  ],
  [SignerConnectionLostError, { what: 'The connection to the signer broke.', next: maybeSent }],
  [SignerTimeoutError, { what: 'The signer takes too long.', next: maybeSent }],
  [
    SignerAnswerError,
    {
      what: 'The answer did not come from a signer.',
      next: 'Check your network: a hotspot’s login page answers like that. Then try again.',
    },
  ],
  [
    StampRejectedError,
    {
      what: 'The signer did not accept your passkey.',
      next: 'Open the address that npm start printed. If you are there, sign out and sign in with the passkey you created there.',
    },
  ],
  [
    UnknownCredentialError,
    {
      what: 'The signer does not know this passkey or session.',
      next: 'It forgets every wallet when the demo stops. Use another passkey, or create a new wallet.',
    },
  ],
  [
    CredentialConflictError,
    {
      what: 'This passkey is registered for more than one wallet.',
      next: 'Sign in with the wallet that this page remembers. If it remembers none, use another passkey.',
    },
  ],
  [
    NotPermittedError,
    {
      what: 'You are not allowed to do this.',
      next: 'Ask an owner of the wallet, or switch the connection to the signer.',
    },
  ],
  [ClockSkewError, { what: 'This device’s clock is wrong.', next: 'Set the right time, then try again.' }],
  [
    SignerRequestError,
    {
      what: 'The signer, or your server, refused this.',
      next: 'The details say why. If it is busy or down, wait a moment and try again.',
    },
  ],
  [SignerError, { what: 'The request to the signer failed.', next: 'Try again in a moment.' }],

  [
    ActivityApprovalNeededError,
    {
      what: 'Someone else must approve this first.',
      next: 'Your request is with them. Ask them to approve it, then check again. A new request would need its own approval.',
    },
  ],
  [
    ActivityRejectedError,
    { what: 'Someone who must approve this has rejected it.', next: 'Ask them why before you start again.' },
  ],
  [ActivityFailedError, { what: 'The signer could not do this.', next: 'The details say why. Then start again.' }],
  [AnswerMismatchError, { what: 'The signer answered a different request. Its answer was not used.', next: distrust }],
  [SignatureMismatchError, { what: 'The signer returned a wrong signature. It was not used.', next: distrust }],
  [
    PasskeyAccountError,
    { what: 'Something went wrong.', next: 'The details say what. Reload the page, then try again.' },
  ],

  // viem's.
  [
    InsufficientFundsError,
    { what: 'Your wallet does not hold enough for this and its fee.', next: 'Send less, or press “Get test funds”.' },
  ],
  [
    InvalidAddressError,
    { what: 'This is not an address.', next: 'Compare it with the original: a character is wrong.' },
  ],
  [
    EstimateGasExecutionError,
    { what: 'The network would reject this transaction.', next: 'Check the amount and the address.' },
  ],
  [
    HttpRequestError,
    { what: 'The chain cannot be reached.', next: 'Check that npm start is still running, then try again.' },
  ],
]

/** The one `SignUpError` that another try does not help. */
const passkeyTaken: ErrorText = {
  what: 'This passkey is already registered.',
  next: 'If you have signed up with it, close this and sign in. Otherwise try again, which creates a new passkey.',
}

const otherPasskey: ErrorText = {
  what: 'This passkey is not of this wallet.',
  next: 'Try again, and choose the passkey of this wallet. Nothing was sent.',
}

const unknown: ErrorText = { what: 'Something went wrong.', next: 'Reload the page, then try again.' }

/** The text for an error. A class without one has the text of the class it extends. */
export function describeError(error: unknown): ErrorText & { detail: string } {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  if (findError(error, SignUpError)?.reason === 'passkey_taken') return { ...passkeyTaken, detail }
  if (findError(error, AnswerMismatchError)?.field?.startsWith('stamp.')) return { ...otherPasskey, detail }
  // viem wraps what an account throws, so ours may be deep inside.
  const ours = findError(error, PasskeyAccountError)
  const found = texts.find(([Class]) => (ours ? findError(ours, Class) === ours : findError(error, Class)))
  return { ...(found?.[1] ?? unknown), detail }
}

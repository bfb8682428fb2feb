import { BaseError, InsufficientFundsError, UserRejectedRequestError } from 'viem'
import {
  findError,
  ImportError,
  LastPasskeyError,
  PasskeyAccountError,
  PasskeyAlreadyRegisteredError,
  PasskeyCancelledError,
  PasskeyUnsupportedError,
  SignerError,
  SignerTimeoutError,
  SignerUnreachableError,
  SignUpError,
  UnknownCredentialError,
} from 'viem-passkey-account'

const unavailable = 'The signer cannot be reached. Try again in a moment.'

/** What the user reads. The first class that fits counts. */
const sentences: readonly (readonly [findError.ErrorClass, string])[] = [
  [PasskeyCancelledError, 'You closed the passkey prompt. Nothing was signed.'],
  [PasskeyUnsupportedError, 'This browser has no passkeys. Use a current Chrome, Edge, Firefox or Safari.'],
  [PasskeyAlreadyRegisteredError, 'This device already has a passkey for your wallet. Choose another device.'],
  [ImportError, 'Your wallet was imported, but could not be checked. Do not import it again: sign in again to see it.'],
  [LastPasskeyError, 'This is your only passkey. Add another one first.'],
  [SignUpError, 'Your passkey is ready, but your wallet is not. Try again: you will not be asked for another passkey.'],
  [SignerUnreachableError, unavailable],
  [SignerTimeoutError, unavailable],
  [UnknownCredentialError, 'No wallet has this passkey. Choose another passkey, or create a wallet.'],
  [InsufficientFundsError, 'Your wallet does not hold enough for this and its fee.'],
]

export function describeError(error: unknown): string {
  if (findError(error, SignUpError)?.reason === 'passkey_taken') return 'This passkey has a wallet. Sign in with it.'
  const [, sentence] = sentences.find(([Class]) => findError(error, Class)) ?? []
  if (sentence) return sentence
  const status = findError(error, SignerError)?.status ?? 0
  if (status >= 500) return unavailable
  if (findError(error, UserRejectedRequestError) && !findError(error, PasskeyAccountError)) return 'You declined.'
  return error instanceof BaseError ? error.shortMessage : 'Something went wrong. Reload the page and try again.'
}

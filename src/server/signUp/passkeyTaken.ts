import { HandlerError } from '../http/HandlerError.js'

/** The refusal of a passkey that has a used wallet, or whose credential id somebody else has registered. */
export function passkeyTaken(): HandlerError {
  return new HandlerError(
    'passkey_taken',
    'This passkey is already registered. If you have signed up with it, sign in. Otherwise sign up with a new passkey.',
  )
}

import type { FetchFn } from '../client/createSignerClient.js'
import { InvalidParameterError } from '../errors/config.js'
import { findError } from '../errors/findError.js'
import { SignUpError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { assertName } from '../users/assertName.js'
import { signUp } from '../users/signUp.js'
import type { CreateFn } from '../webauthn/ceremonies.js'
import type { ConnectRequest } from './types.js'

/** How `passkeyWallet` signs a user up. */
export type SignUpOptions =
  | Omit<signUp.Parameters, 'rp' | 'user' | 'passkey' | 'createFn' | 'fetchFn' | 'signal'>
  | ((request: ConnectRequest) => Promise<PasskeyWallet>)

/** Creates the sign-up of a wallet. A passkey whose sign-up has not succeeded is kept for the next attempt with its name. */
export function createPasskeySignUp({
  rp,
  signUp: options,
  createFn,
  fetchFn,
}: {
  rp: { id: string; name?: string | undefined }
  signUp?: SignUpOptions | undefined
  createFn?: CreateFn | undefined
  fetchFn?: FetchFn | undefined
}): (request: ConnectRequest) => Promise<PasskeyWallet> {
  let registered: { name: string; passkey: Passkey } | undefined

  return async (request) => {
    if (!options)
      throw new InvalidParameterError({
        parameter: 'signUp',
        value: '',
        message: 'Pass `signUp`, with the URL of your sign-up handler.',
      })
    if (typeof options === 'function') return options(request)
    const name = request.name ?? (rp.name || rp.id)
    // What the handler refuses: after the prompt, it would leave a passkey without a wallet.
    if (rp.id) assertName('name', name)
    if (options.authenticatorName !== undefined) assertName('signUp.authenticatorName', options.authenticatorName)
    // The authenticator shows a passkey under its name.
    const passkey = registered?.name === name ? registered.passkey : undefined
    const { signal } = request
    try {
      const wallet = await signUp({ ...options, rp, user: { name }, passkey, createFn, fetchFn, signal })
      registered = undefined
      return wallet
    } catch (error) {
      // The next attempt takes the same passkey: no second prompt, and none left behind.
      const failed = findError(error, SignUpError)
      if (failed) registered = failed.reason === 'passkey_taken' ? undefined : { name, passkey: failed.passkey }
      throw error
    }
  }
}

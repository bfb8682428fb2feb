import type { FetchFn } from '../client/createSignerClient.js'
import { resolveClientUrl } from '../client/resolveClientUrl.js'
import { InvalidParameterError } from '../errors/config.js'
import { findError } from '../errors/findError.js'
import { SignUpError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { assertName } from '../users/assertName.js'
import { assertTimeout } from '../users/assertTimeout.js'
import { signUp } from '../users/signUp.js'
import type { CreateFn } from '../webauthn/ceremonies.js'
import { createPasskey } from '../webauthn/createPasskey.js'
import { throwIfAborted } from './throwIfAborted.js'
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
    // What `signUp` checks before its prompt. It gets a passkey, which an abort would otherwise lose.
    resolveClientUrl(options)
    assertTimeout(options.timeout)
    const name = request.name ?? (rp.name || rp.id)
    // What the handler refuses: after the prompt, it would leave a passkey without a wallet.
    if (rp.id) assertName('name', name)
    if (options.authenticatorName !== undefined) assertName('signUp.authenticatorName', options.authenticatorName)
    const common = { ...options, rp, user: { name }, signal: request.signal }
    // The authenticator shows a passkey under its name.
    if (registered?.name !== name)
      registered = { name, passkey: await createPasskey({ ...common, timeout: options.promptTimeout, createFn }) }
    try {
      const wallet = await signUp({ ...common, passkey: registered.passkey, fetchFn })
      throwIfAborted(request)
      registered = undefined
      return wallet
    } catch (error) {
      // Else the next attempt takes the same passkey: no second prompt, and none left behind.
      if (findError(error, SignUpError)?.reason === 'passkey_taken') registered = undefined
      throw error
    }
  }
}

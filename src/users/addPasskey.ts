import { createAuthenticators } from '../actions/createAuthenticators.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { toError } from '../errors/toError.js'
import { AddPasskeyError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import { createPasskey } from '../webauthn/createPasskey.js'
import { listPasskeys } from './listPasskeys.js'

/**
 * Adds a passkey to a user, on this device or another. A user who loses their only passkey loses the wallet.
 *
 * Prompts once to register the passkey. If the stamper is a passkey, it prompts once more to approve the registration,
 * and once more to read the user's passkeys unless `passkeys` is set.
 *
 * With `passkeys`, the registration prompt starts before the function returns its promise, so call it in the click
 * handler.
 *
 * @throws What {@link createPasskey} and {@link listPasskeys} throw: PasskeyAlreadyRegisteredError if the authenticator
 * already holds one of the user's passkeys. AddPasskeyError with the registered `passkey` if it could not be added:
 * call again with it, or {@link discardPasskey}.
 *
 * @example
 * ```ts
 * import { addPasskey, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { credentialId } = await addPasskey(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   rp: { id: 'example.com' },
 *   user: { name: 'anna@example.com' },
 * })
 * ```
 */
export async function addPasskey(
  client: SignerClient,
  {
    organizationId,
    userId,
    stamper,
    signal,
    passkey,
    passkeys,
    authenticatorName = 'Passkey',
    ...options
  }: addPasskey.Parameters,
): Promise<addPasskey.ReturnType> {
  const { credentialId, challenge, attestation } = passkey ?? (await register())
  const authenticators = [{ authenticatorName, challenge, attestation }]
  try {
    await createAuthenticators(client, { organizationId, userId, authenticators, stamper, signal })
  } catch (error) {
    throw new AddPasskeyError({ passkey: { credentialId, challenge, attestation }, cause: toError(error) })
  }
  return { credentialId }

  async function register(): Promise<Passkey> {
    const registered = passkeys ?? (await listPasskeys(client, { organizationId, userId, stamper, signal }))
    const excludeCredentials = registered.map(({ credentialId }) => ({ id: credentialId, type: 'public-key' as const }))
    return createPasskey({ ...options, excludeCredentials, signal })
  }
}

export declare namespace addPasskey {
  type Parameters = ActionParameters &
    Omit<createPasskey.Parameters, 'excludeCredentials'> & {
      /** Id of the user. */
      userId: string
      /**
       * The user's passkeys: from {@link listPasskeys}, or `[wallet]` right after sign-up. An authenticator that holds
       * one of them does not make another.
       * @default the result of `listPasskeys`
       */
      passkeys?: readonly Pick<Passkey, 'credentialId'>[] | undefined
      /**
       * A passkey that is already registered, from an {@link AddPasskeyError}: no prompt to register one then.
       * @default a new passkey
       */
      passkey?: Passkey | undefined
      /**
       * Name of the passkey in lists of the user's passkeys.
       * @default 'Passkey'
       */
      authenticatorName?: string | undefined
    }
  type ReturnType = {
    /** Credential id of the new passkey, base64url without padding. */
    credentialId: string
  }
  type ErrorType = createPasskey.ErrorType | listPasskeys.ErrorType | AddPasskeyError
}

import { createAuthenticators } from '../actions/createAuthenticators.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { createPasskey } from '../webauthn/createPasskey.js'
import { listPasskeys, type RegisteredPasskey } from './listPasskeys.js'

/**
 * Gives the user a further passkey, on this device or another: a lost only passkey is a lost wallet. One prompt to register it; with a
 * passkey as the stamper one more to vouch for it, and one more to read those there are unless `passkeys` has them.
 *
 * With `passkeys` the registration prompt starts before this returns its promise, so call it in the click.
 *
 * @param parameters.passkeys - From {@link listPasskeys}, or `[wallet]` right after signing up: authenticators that hold one of them are not
 * offered. Read first unless given.
 * @param parameters.rp - As in {@link createPasskey}, like `user`, `userVerification`, `hints`, `timeout` and `createFn`.
 * @param parameters.authenticatorName - How it is called in lists of the user's passkeys.
 *
 * @throws What {@link createPasskey} (PasskeyAlreadyRegisteredError), {@link listPasskeys} and {@link createAuthenticators} throw.
 *
 * @example
 * const { credentialId } = await addPasskey(client, { ...wallet, stamper: session, passkeys, rp: { id: 'localhost' }, user: { name: 'anna' } })
 */
export async function addPasskey(
  client: SignerClient,
  {
    organizationId,
    userId,
    stamper,
    signal,
    passkeys,
    authenticatorName = 'Passkey',
    ...options
  }: addPasskey.Parameters,
): Promise<addPasskey.ReturnType> {
  const known = passkeys ?? (await listPasskeys(client, { organizationId, userId, stamper, signal }))
  const excludeCredentials = known.map(({ credentialId }) => ({ id: credentialId, type: 'public-key' as const }))
  const { credentialId, challenge, attestation } = await createPasskey({ ...options, excludeCredentials, signal })
  const authenticators = [{ authenticatorName, challenge, attestation }]
  await createAuthenticators(client, { organizationId, userId, authenticators, stamper, signal })
  return { credentialId }
}

export declare namespace addPasskey {
  type Parameters = ActionParameters &
    Omit<createPasskey.Parameters, 'excludeCredentials'> & {
      userId: string
      passkeys?: readonly Pick<RegisteredPasskey, 'credentialId'>[] | undefined
      authenticatorName?: string | undefined
    }
  type ReturnType = { credentialId: string }
  type ErrorType = createPasskey.ErrorType | listPasskeys.ErrorType | createAuthenticators.ErrorType
}

import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { GetSessionProfileRequest, SessionProfile } from '../wire/sessionProfiles.js'
import { isSessionProfile } from './getSessionProfiles.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns one session profile.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getSessionProfile } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { scope } = await getSessionProfile(client, {
 *   organizationId: '<organization id>',
 *   sessionProfileId: '<session profile id>',
 * })
 * ```
 */
export async function getSessionProfile(
  client: SignerClient,
  parameters: getSessionProfile.Parameters,
): Promise<getSessionProfile.ReturnType> {
  return runQuery(client, {
    name: 'get_session_profile',
    parameters,
    ids: { sessionProfileId: assertId },
    parse: ({ sessionProfile }) => (isSessionProfile(sessionProfile) ? sessionProfile : undefined),
  })
}

export declare namespace getSessionProfile {
  type Parameters = ActionParameters & Omit<GetSessionProfileRequest, 'organizationId'>
  type ReturnType = SessionProfile
  type ErrorType = query.ErrorType
}

import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { SessionProfile } from '../wire/sessionProfiles.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the session profiles that an organization can use: its own, or those of its parent.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getSessionProfiles } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const profiles = await getSessionProfiles(client, { organizationId: '<organization id>' })
 * ```
 */
export async function getSessionProfiles(
  client: SignerClient,
  parameters: getSessionProfiles.Parameters,
): Promise<getSessionProfiles.ReturnType> {
  return runQuery(client, {
    name: 'get_session_profiles',
    parameters,
    parse: ({ sessionProfiles }) => (isSessionProfiles(sessionProfiles) ? sessionProfiles : undefined),
  })
}

export declare namespace getSessionProfiles {
  type Parameters = ActionParameters
  type ReturnType = SessionProfile[]
  type ErrorType = query.ErrorType
}

function isSessionProfiles(value: unknown): value is SessionProfile[] {
  return Array.isArray(value) && value.every(isSessionProfile)
}

export function isSessionProfile(value: unknown): value is SessionProfile {
  return (
    hasStrings(value, ['sessionProfileId', 'sessionProfileName', 'scope']) &&
    isOptionalString(value.expirationSeconds) &&
    isOptionalString(value.notes)
  )
}

import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { WhoamiResponse } from '../wire/queries.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns the user whose credential stamped the request. A passkey may name the parent organization: the result then
 * names the user's sub-organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { whoami } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { organizationId, userId } = await whoami(client, { organizationId: '<parent organization id>' })
 * ```
 */
export async function whoami(
  client: SignerClient,
  { organizationId, stamper, signal }: whoami.Parameters,
): Promise<whoami.ReturnType> {
  return runQuery(client, {
    name: 'whoami',
    parameters: { organizationId, stamper, signal },
    parse: (response) => (isWhoami(response) ? response : undefined),
  })
}

export declare namespace whoami {
  type Parameters = ActionParameters
  type ReturnType = WhoamiResponse
  type ErrorType = query.ErrorType
}

function isWhoami(value: unknown): value is WhoamiResponse {
  return hasStrings(value, ['organizationId', 'organizationName', 'userId', 'username'])
}

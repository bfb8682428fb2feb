import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { WhoamiResponse } from '../wire/queries.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Who the stamp belongs to. A passkey may name the parent organization: the answer then tells its own sub-organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * const { organizationId, userId } = await whoami(client, { organizationId: parentId })
 */
export async function whoami(client: SignerClient, parameters: whoami.Parameters): Promise<whoami.ReturnType> {
  return runQuery(client, 'whoami', parameters, {}, isWhoami)
}

export declare namespace whoami {
  type Parameters = ActionParameters
  type ReturnType = WhoamiResponse
  type ErrorType = query.ErrorType
}

function isWhoami(value: Record<string, unknown>): value is Record<string, unknown> & WhoamiResponse {
  return hasStrings(value, ['organizationId', 'organizationName', 'userId', 'username'])
}

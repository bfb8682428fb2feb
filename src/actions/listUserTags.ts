import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { Tag } from '../wire/userTags.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the user tags of an organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listUserTags } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const tags = await listUserTags(client, { organizationId: '<organization id>' })
 * ```
 */
export async function listUserTags(
  client: SignerClient,
  { organizationId, stamper, signal }: listUserTags.Parameters,
): Promise<listUserTags.ReturnType> {
  return runQuery(client, {
    name: 'list_user_tags',
    parameters: { organizationId, stamper, signal },
    parse: ({ userTags }) => (isTags(userTags) ? userTags : undefined),
  })
}

export declare namespace listUserTags {
  type Parameters = ActionParameters
  type ReturnType = Tag[]
  type ErrorType = query.ErrorType
}

function isTags(value: unknown): value is Tag[] {
  return Array.isArray(value) && value.every((tag) => hasStrings(tag, ['tagId', 'tagName', 'tagType']))
}

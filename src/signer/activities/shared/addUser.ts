import { randomUUID } from 'node:crypto'
import type { RootUserParamsV5 } from '../../../wire/params.js'
import type { RequestContext } from '../../context.js'
import { limits } from '../../protocol/limits.js'
import { badRequest, exhausted } from '../../protocol/WireError.js'
import { addApiKey } from './addApiKey.js'
import { addAuthenticator } from './addAuthenticator.js'

/** Adds a user with at least one credential. @returns the id of the new user. */
export function addUser(
  context: RequestContext,
  organizationId: string,
  params: RootUserParamsV5 & { userTags?: readonly string[] },
  inRootQuorum: boolean,
): string {
  const { store } = context
  if (params.apiKeys.length + params.authenticators.length === 0)
    throw badRequest(`user missing valid credential: ${params.userName}`)
  if (store.users.count(organizationId) >= limits.users) throw exhausted('organization has exceeded maximum users')
  const nowMs = context.now()
  const id = randomUUID()
  store.users.insert({
    id,
    organizationId,
    name: params.userName,
    email: params.userEmail ?? null,
    phoneNumber: params.userPhoneNumber ?? null,
    tags: [...new Set(params.userTags)],
    inRootQuorum,
    createdMs: nowMs,
    updatedMs: nowMs,
  })
  for (const apiKey of params.apiKeys) addApiKey(context, organizationId, id, apiKey)
  for (const authenticator of params.authenticators) addAuthenticator(context, organizationId, id, authenticator)
  return id
}

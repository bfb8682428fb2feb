import { randomUUID } from 'node:crypto'
import type { ApiKeyParamsV2 } from '../../../wire/params.js'
import { assertApiPublicKey } from '../../auth/stamps/verifyApiKeyStamp.js'
import type { RequestContext } from '../../context.js'
import { p256Point } from '../../keys/p256Key.js'
import { limits } from '../../protocol/limits.js'
import { badRequest, exhausted } from '../../protocol/WireError.js'
import { isExpired } from '../../store/apiKeys.js'

const curves = {
  API_KEY_CURVE_P256: { curve: 'P256', type: 'CREDENTIAL_TYPE_API_KEY_P256' },
  API_KEY_CURVE_SECP256K1: { curve: 'SECP256K1', type: 'CREDENTIAL_TYPE_API_KEY_SECP256K1' },
  API_KEY_CURVE_ED25519: { curve: 'ED25519', type: 'CREDENTIAL_TYPE_API_KEY_ED25519' },
} as const

/**
 * Adds an API key to a user.
 *
 * @param session For the key of a session, the profile that limits it, if any.
 * @returns the id of the new key.
 */
export function addApiKey(
  context: RequestContext,
  organizationId: string,
  userId: string,
  params: ApiKeyParamsV2,
  session?: { profileId: string | null },
): string {
  const { store } = context
  const { curve, type } = curves[params.curveType]
  const publicKey = params.publicKey.toLowerCase()
  try {
    assertApiPublicKey(curve, publicKey)
  } catch {
    throw badRequest(`invalid api key public key: ${publicKey} is not a public key of ${curve}`)
  }
  if (store.apiKeys.inOrganization(organizationId, publicKey) !== undefined)
    throw badRequest(`user credential public keys must be unique: ${publicKey}`)
  const nowMs = context.now()
  const expirationSeconds = params.expirationSeconds === undefined ? null : Number(params.expirationSeconds)
  if (
    expirationSeconds === 0 ||
    (expirationSeconds !== null && !Number.isSafeInteger(nowMs + expirationSeconds * 1000))
  )
    throw badRequest('invalid api key expiration')
  makeRoom(context, userId, expirationSeconds !== null, nowMs)
  const id = randomUUID()
  store.apiKeys.insert({
    id,
    organizationId,
    userId,
    name: params.apiKeyName,
    publicKey,
    point: curve === 'P256' ? p256Point(publicKey) : null,
    type: session === undefined ? type : 'CREDENTIAL_TYPE_LOGIN',
    expirationSeconds,
    sessionProfileId: session?.profileId ?? null,
    createdMs: nowMs,
    updatedMs: nowMs,
  })
  return id
}

/** Refuses one long-lived key too many. For one expiring key too many, deletes an expired one, else the oldest. */
function makeRoom({ store }: RequestContext, userId: string, expiring: boolean, nowMs: number): void {
  const keys = store.apiKeys.ofUser(userId)
  if (!expiring) {
    const longLived = keys.filter((key) => key.expirationSeconds === null)
    if (longLived.length >= limits.longLivedApiKeysPerUser)
      throw exhausted('user has exceeded maximum long-lived api keys')
    return
  }
  const expiringKeys = keys.filter((key) => key.expirationSeconds !== null)
  const inDeletionOrder = [
    ...expiringKeys.filter((key) => isExpired(key, nowMs)),
    ...expiringKeys.filter((key) => !isExpired(key, nowMs)),
  ]
  const surplus = inDeletionOrder.length - limits.expiringApiKeysPerUser + 1
  for (const key of inDeletionOrder.slice(0, Math.max(0, surplus))) store.apiKeys.delete(key.id)
}

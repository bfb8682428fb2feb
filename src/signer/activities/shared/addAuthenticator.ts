import { randomUUID } from 'node:crypto'
import type { AuthenticatorParamsV2 } from '../../../wire/params.js'
import { verifyAttestation } from '../../auth/stamps/verifyAttestation.js'
import type { RequestContext } from '../../context.js'
import { limits } from '../../protocol/limits.js'
import { badRequest, exhausted } from '../../protocol/WireError.js'

/**
 * Adds a passkey to a user. An organization has a passkey only once, whatever its id: registered twice, one key could be two
 * users of a quorum. Several organizations may have it, unless `uniquePasskeys` is set.
 *
 * @returns the id of the new authenticator.
 */
export function addAuthenticator(
  context: RequestContext,
  organizationId: string,
  userId: string,
  params: AuthenticatorParamsV2,
): string {
  const { store } = context
  const passkey = verifyAttestation(params, context.origins)
  const { credentialId, publicKey, givenPublicKey } = passkey
  // An earlier version stored keys as they were registered.
  const known = { credentialId, publicKeys: [publicKey, givenPublicKey] }
  if (store.authenticators.isRegistered(known, context.uniquePasskeys ? undefined : organizationId))
    throw badRequest(`user credential public keys must be unique: ${publicKey}`)
  if (store.authenticators.ofUser(userId).length >= limits.authenticatorsPerUser)
    throw exhausted('user has exceeded maximum authenticators')
  const nowMs = context.now()
  const id = randomUUID()
  store.authenticators.insert({
    id,
    organizationId,
    userId,
    name: params.authenticatorName,
    credentialId,
    publicKey,
    rpIdHash: passkey.rpIdHash,
    aaguid: passkey.aaguid,
    attestationType: 'none',
    transports: params.attestation.transports,
    createdMs: nowMs,
    updatedMs: nowMs,
  })
  return id
}

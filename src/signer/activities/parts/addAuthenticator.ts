import { randomUUID } from 'node:crypto'
import type { AuthenticatorParamsV2 } from '../../../wire/intents.js'
import type { RequestContext } from '../../context.js'
import { limits } from '../../limits.js'
import { verifyAttestation } from '../../stamps/verifyAttestation.js'
import { badRequest, exhausted } from '../../WireError.js'

/** @returns the id of the new authenticator. */
export function addAuthenticator(
  context: RequestContext,
  organizationId: string,
  userId: string,
  params: AuthenticatorParamsV2,
): string {
  const { store } = context
  const passkey = verifyAttestation(params, context.origins)
  if (store.authenticators.inOrganization(organizationId, passkey.credentialId) !== undefined)
    throw badRequest(`user credential public keys must be unique: ${passkey.publicKey}`)
  if (store.authenticators.ofUser(userId).length >= limits.authenticatorsPerUser)
    throw exhausted('user has exceeded maximum authenticators')
  const nowMs = context.now()
  const id = randomUUID()
  store.authenticators.insert({
    id,
    organizationId,
    userId,
    name: params.authenticatorName,
    credentialId: passkey.credentialId,
    publicKey: passkey.publicKey,
    rpIdHash: passkey.rpIdHash,
    aaguid: passkey.aaguid,
    attestationType: 'none',
    transports: params.attestation.transports,
    createdMs: nowMs,
    updatedMs: nowMs,
  })
  return id
}

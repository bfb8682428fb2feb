import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { abortReason } from '../../errors/abortReason.js'
import { fromBase64Url, toBase64Url } from './base64Url.js'
import type { Ceremony } from './ceremony.js'
import { checkUserVerification } from './checkUserVerification.js'
import { concat } from './concat.js'
import { createAuthenticatorData } from './createAuthenticatorData.js'
import { createClientData } from './createClientData.js'
import { createNotAllowedError } from './createDomException.js'
import { encodeDerSignature } from './encodeDerSignature.js'
import { resolveRpId } from './resolveRpId.js'

/** Signs, as browser and authenticator do together: https://www.w3.org/TR/webauthn-3/#sctn-getAssertion */
export async function getAssertion(
  options: PublicKeyCredentialRequestOptionsJSON,
  ceremony: Ceremony,
): Promise<AuthenticationResponseJSON> {
  const { authenticator, store } = ceremony
  const { allowCredentials = [], userVerification = 'preferred' } = options

  const clientData = createClientData('webauthn.get', options.challenge, authenticator.origin)
  const rpId = resolveRpId(options.rpId, authenticator)
  const allowedIds = new Set(
    allowCredentials
      .filter(({ type }) => type === 'public-key')
      .map(({ id }) => toBase64Url(fromBase64Url(id, 'allowCredentials'))),
  )
  checkUserVerification(userVerification, authenticator.userVerification)

  const {
    answer,
    credentialId,
    userVerified = authenticator.userVerification,
  } = await ceremony.waitForUser(options.timeout)
  checkUserVerification(userVerification, userVerified)

  const credential = store.credentials.findLast((candidate) => {
    if (candidate.rpId !== rpId) return false
    if (credentialId !== undefined && credentialId !== candidate.credentialId) return false
    return allowCredentials.length > 0 ? allowedIds.has(candidate.credentialId) : candidate.discoverable
  })
  if (credential && answer === 'deletedCredential') store.remove(credential.credentialId)
  if (!credential || answer === 'deletedCredential')
    throw createNotAllowedError(`No passkey for the RP ID "${rpId}" matches the request.`)

  const signCount = credential.signCount + (authenticator.signatureCounter ? 1 : 0)
  const authenticatorData = await createAuthenticatorData({
    rpId,
    userVerified: userVerified && userVerification !== 'discouraged',
    backupEligible: credential.backupEligible,
    backedUp: credential.backedUp,
    signCount,
  })
  const { subtle } = globalThis.crypto
  const clientDataHash = new Uint8Array(await subtle.digest('SHA-256', clientData))
  const privateKey = await store.getPrivateKey(credential.credentialId)
  const signature = await subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    concat(authenticatorData, clientDataHash),
  )

  if (ceremony.signal?.aborted) throw abortReason(ceremony.signal)
  credential.signCount = signCount
  return {
    id: credential.credentialId,
    rawId: credential.credentialId,
    type: 'public-key',
    authenticatorAttachment: authenticator.attachment,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toBase64Url(clientData),
      authenticatorData: toBase64Url(authenticatorData),
      signature: toBase64Url(encodeDerSignature(new Uint8Array(signature))),
      // An authenticator does not store the user of a passkey that is not discoverable.
      ...(credential.discoverable ? { userHandle: credential.userHandle } : {}),
    },
  }
}

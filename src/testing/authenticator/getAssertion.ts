import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { authenticatorData } from './authenticatorData.js'
import { fromBase64Url, toBase64Url } from './base64Url.js'
import type { Ceremony } from './ceremony.js'
import { checkUserVerification } from './checkUserVerification.js'
import { ceremonyRpId, clientDataJson } from './clientData.js'
import { concat } from './concat.js'
import { derSignature } from './derSignature.js'
import { notAllowed } from './userAnswer.js'

/** Authentication, client and authenticator in one: https://www.w3.org/TR/webauthn-3/#sctn-getAssertion */
export async function getAssertion(
  options: PublicKeyCredentialRequestOptionsJSON,
  ceremony: Ceremony,
): Promise<AuthenticationResponseJSON> {
  const { authenticator, store } = ceremony
  const { allowCredentials = [], userVerification: wanted = 'preferred' } = options

  const clientData = clientDataJson('webauthn.get', options.challenge, authenticator.origin)
  const rpId = ceremonyRpId(options.rpId, authenticator)
  const allowed = new Set(
    allowCredentials
      .filter(({ type }) => type === 'public-key')
      .map(({ id }) => toBase64Url(fromBase64Url(id, 'allowCredentials'))),
  )
  checkUserVerification(wanted, authenticator.userVerification)

  const {
    answer,
    credentialId,
    userVerified = authenticator.userVerification,
  } = await ceremony.userActs(options.timeout)
  checkUserVerification(wanted, userVerified)

  // The newest first, as an authenticator lists them; the user takes the first, unless they choose another.
  const credential = store.credentials.findLast((known) => {
    if (known.rpId !== rpId || (credentialId ?? known.credentialId) !== known.credentialId) return false
    return allowCredentials.length > 0 ? allowed.has(known.credentialId) : known.discoverable
  })
  if (credential && answer === 'deletedCredential') store.remove(credential.credentialId)
  if (!credential || answer === 'deletedCredential')
    throw notAllowed(`No credential for the RP ID "${rpId}" fits the request.`)

  const signCount = credential.signCount + (authenticator.signatureCounter ? 1 : 0)
  const data = await authenticatorData({
    rpId,
    userVerified: userVerified && wanted !== 'discouraged',
    backupEligible: credential.backupEligible,
    backedUp: credential.backedUp,
    signCount,
  })
  const { subtle } = globalThis.crypto
  const clientDataHash = new Uint8Array(await subtle.digest('SHA-256', clientData))
  const privateKey = await store.privateKey(credential.credentialId)
  const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, concat(data, clientDataHash))

  ceremony.signal?.throwIfAborted()
  credential.signCount = signCount
  return {
    id: credential.credentialId,
    rawId: credential.credentialId,
    type: 'public-key',
    authenticatorAttachment: authenticator.attachment,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toBase64Url(clientData),
      authenticatorData: toBase64Url(data),
      signature: toBase64Url(derSignature(new Uint8Array(signature))),
      // A credential that is not discoverable does not know its user.
      ...(credential.discoverable ? { userHandle: credential.userHandle } : {}),
    },
  }
}

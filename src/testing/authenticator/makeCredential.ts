import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/browser'
import { abortReason } from '../../errors/abortReason.js'
import { fromBase64Url, toBase64Url } from './base64Url.js'
import type { Ceremony } from './ceremony.js'
import { checkUserVerification } from './checkUserVerification.js'
import { createAuthenticatorData } from './createAuthenticatorData.js'
import { createClientData } from './createClientData.js'
import { keyAlgorithm } from './createCredentialStore.js'
import { createDomException, createNotAllowedError } from './createDomException.js'
import { type CborValue, encodeCbor } from './encodeCbor.js'
import { resolveRpId } from './resolveRpId.js'

/**
 * Registers a passkey, as browser and authenticator do together:
 * https://www.w3.org/TR/webauthn-3/#sctn-createCredential
 */
export async function makeCredential(
  options: PublicKeyCredentialCreationOptionsJSON,
  ceremony: Ceremony,
): Promise<RegistrationResponseJSON> {
  const { authenticator, store } = ceremony
  const { attachment, backedUp, backupEligible } = authenticator
  const { authenticatorSelection: selection = {}, excludeCredentials = [] } = options

  const userHandle = fromBase64Url(options.user.id, 'user.id')
  if (userHandle.length < 1 || userHandle.length > 64) throw new TypeError('user.id must have 1 to 64 bytes.')
  const clientData = createClientData('webauthn.create', options.challenge, authenticator.origin)
  const rpId = resolveRpId(options.rp.id, authenticator)
  const excludedIds = new Set(excludeCredentials.map(({ id }) => toBase64Url(fromBase64Url(id, 'excludeCredentials'))))
  // An empty list means ES256 and RS256.
  if (
    options.pubKeyCredParams.length > 0 &&
    !options.pubKeyCredParams.some(({ type, alg }) => type === 'public-key' && alg === -7)
  )
    throw createDomException(
      'NotSupportedError',
      'This authenticator supports ES256 (-7), which pubKeyCredParams lacks.',
    )
  if ((selection.authenticatorAttachment ?? attachment) !== attachment)
    throw createNotAllowedError(
      `This is a ${attachment} authenticator. The options ask for ${selection.authenticatorAttachment}.`,
    )
  checkUserVerification(selection.userVerification, authenticator.userVerification)

  const { userVerified = authenticator.userVerification } = await ceremony.waitForUser(options.timeout)
  checkUserVerification(selection.userVerification, userVerified)

  if (store.credentials.some((one) => one.rpId === rpId && excludedIds.has(one.credentialId)))
    throw createDomException('InvalidStateError', 'A passkey in excludeCredentials is already on this authenticator.')

  const { subtle } = globalThis.crypto
  const keys = await subtle.generateKey(keyAlgorithm(), true, ['sign', 'verify'])
  const publicKey = await subtle.exportKey('jwk', keys.publicKey)
  const credentialId = globalThis.crypto.getRandomValues(new Uint8Array(32))
  const id = toBase64Url(credentialId)
  const authenticatorData = await createAuthenticatorData({
    rpId,
    userVerified: userVerified && selection.userVerification !== 'discouraged',
    backupEligible,
    backedUp,
    signCount: 0,
    newCredential: { credentialId, publicKey },
  })
  const attestationObject = encodeCbor(
    new Map<string, CborValue>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authenticatorData],
    ]),
  )
  const spki = await subtle.exportKey('spki', keys.publicKey)
  const discoverable =
    (selection.residentKey ?? (selection.requireResidentKey ? 'required' : 'discouraged')) !== 'discouraged'

  // If the ceremony was aborted meanwhile, no passkey is stored.
  if (ceremony.signal?.aborted) throw abortReason(ceremony.signal)
  store.add(
    {
      credentialId: id,
      rpId,
      userHandle: options.user.id,
      userName: options.user.name,
      userDisplayName: options.user.displayName,
      discoverable,
      signCount: 0,
      backupEligible,
      backedUp,
    },
    keys.privateKey,
  )
  return {
    id,
    rawId: id,
    type: 'public-key',
    authenticatorAttachment: attachment,
    clientExtensionResults: options.extensions?.credProps ? { credProps: { rk: discoverable } } : {},
    response: {
      clientDataJSON: toBase64Url(clientData),
      attestationObject: toBase64Url(attestationObject),
      authenticatorData: toBase64Url(authenticatorData),
      transports: [...authenticator.transports],
      publicKeyAlgorithm: -7,
      publicKey: toBase64Url(new Uint8Array(spki)),
    },
  }
}

import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/browser'
import { authenticatorData } from './authenticatorData.js'
import { fromBase64Url, toBase64Url } from './base64Url.js'
import type { Ceremony } from './ceremony.js'
import { checkUserVerification } from './checkUserVerification.js'
import { ceremonyRpId, clientDataJson } from './clientData.js'
import { keyAlgorithm } from './credentialStore.js'
import { domException } from './domException.js'
import { type CborValue, encodeCbor } from './encodeCbor.js'
import { notAllowed } from './userAnswer.js'

/** Registration, client and authenticator in one: https://www.w3.org/TR/webauthn-3/#sctn-createCredential */
export async function makeCredential(
  options: PublicKeyCredentialCreationOptionsJSON,
  ceremony: Ceremony,
): Promise<RegistrationResponseJSON> {
  const { authenticator, store } = ceremony
  const { attachment, backedUp, backupEligible } = authenticator
  const { authenticatorSelection: wanted = {}, excludeCredentials = [] } = options

  const userHandle = fromBase64Url(options.user.id, 'user.id')
  if (userHandle.length < 1 || userHandle.length > 64) throw new TypeError('user.id has 1 to 64 bytes.')
  const clientData = clientDataJson('webauthn.create', options.challenge, authenticator.origin)
  const rpId = ceremonyRpId(options.rp.id, authenticator)
  const excluded = new Set(excludeCredentials.map(({ id }) => toBase64Url(fromBase64Url(id, 'excludeCredentials'))))
  // An empty list stands for ES256 and RS256.
  if (
    options.pubKeyCredParams.length > 0 &&
    !options.pubKeyCredParams.some(({ type, alg }) => type === 'public-key' && alg === -7)
  )
    throw domException('NotSupportedError', 'This authenticator makes ES256 (-7) keys; pubKeyCredParams offers none.')
  if ((wanted.authenticatorAttachment ?? attachment) !== attachment)
    throw notAllowed(`This is a ${attachment} authenticator; a ${wanted.authenticatorAttachment} one was asked for.`)
  checkUserVerification(wanted.userVerification, authenticator.userVerification)

  const { userVerified = authenticator.userVerification } = await ceremony.userActs(options.timeout)
  checkUserVerification(wanted.userVerification, userVerified)

  if (store.credentials.some((known) => known.rpId === rpId && excluded.has(known.credentialId)))
    throw domException('InvalidStateError', 'A credential in excludeCredentials is already on this authenticator.')

  const { subtle } = globalThis.crypto
  const keys = await subtle.generateKey(keyAlgorithm(), true, ['sign', 'verify'])
  const publicKey = await subtle.exportKey('jwk', keys.publicKey)
  const credentialId = globalThis.crypto.getRandomValues(new Uint8Array(32))
  const id = toBase64Url(credentialId)
  const data = await authenticatorData({
    rpId,
    userVerified: userVerified && wanted.userVerification !== 'discouraged',
    backupEligible,
    backedUp,
    signCount: 0,
    attested: { credentialId, publicKey },
  })
  const attestationObject = encodeCbor(
    new Map<string, CborValue>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', data],
    ]),
  )
  const spki = await subtle.exportKey('spki', keys.publicKey)
  const discoverable =
    (wanted.residentKey ?? (wanted.requireResidentKey ? 'required' : 'discouraged')) !== 'discouraged'

  // Aborted by now: nothing was made.
  ceremony.signal?.throwIfAborted()
  store.put(
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
      authenticatorData: toBase64Url(data),
      transports: [...authenticator.transports],
      publicKeyAlgorithm: -7,
      publicKey: toBase64Url(new Uint8Array(spki)),
    },
  }
}

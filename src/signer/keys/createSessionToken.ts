import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto'
import type { SignerContext } from '../context.js'
import { generateP256KeyPair } from './p256Key.js'

const entry = 'sealed_session_token_key'

export type SessionClaims = {
  /** Seconds since the epoch. */
  exp: number
  public_key: string
  /** `SESSION_TYPE_READ_WRITE`, or the name of the session profile. */
  session_type: string
  user_id: string
  organization_id: string
  session_profile_id?: string
  scope?: string
}

/**
 * Creates the JWT that answers a login. It describes the session and authorizes nothing: requests are stamped.
 *
 * Its ES256 signature is over the SHA-256 of what a JWT signs, which the algorithm hashes again, as production's is: JWT
 * libraries do not verify it. Official clients decode the payload with `atob`, which takes no `-` and no `_`. Only `>`, `?`, `~` and
 * what is not ASCII become one in base64url, so names and scopes have them as JSON escapes.
 */
export function createSessionToken(context: SignerContext, claims: SessionClaims): string {
  const content = [{ alg: 'ES256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(toPlainJson(part), 'utf8').toString('base64url'))
    .join('.')
  const digest = createHash('sha256').update(content).digest()
  const signature = sign('sha256', digest, { key: tokenKey(context), dsaEncoding: 'ieee-p1363' })
  return `${content}.${signature.toString('base64url')}`
}

function toPlainJson(value: object): string {
  return JSON.stringify(value).replace(
    /[>?~\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The signer's key for tokens, created with the first token. */
function tokenKey({ store, sealer }: SignerContext): ReturnType<typeof createPrivateKey> {
  const sealed = store.meta.get(entry)
  const privateKey = sealed ? Buffer.from(sealer.open(sealed, entry)).toString('hex') : generateP256KeyPair().privateKey
  if (!sealed) store.meta.set(entry, sealer.seal(Buffer.from(privateKey, 'hex'), entry))
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'hex')
  const point = ecdh.getPublicKey()
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: Buffer.from(privateKey, 'hex').toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
}

import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto'
import type { SignerContext } from '../context.js'
import { randomP256KeyPair } from './p256Key.js'

const entry = 'sealed_session_token_key'

/** What a session's token says. */
export type SessionClaims = {
  /** Seconds since the epoch. */
  exp: number
  public_key: string
  session_type: 'SESSION_TYPE_READ_WRITE'
  user_id: string
  organization_id: string
}

/**
 * The JWT a log-in is answered with. It tells the client about its session and vouches for nothing: requests are stamped.
 *
 * Its ES256 signature is over the SHA-256 of what a JWT signs, hashed once more by the algorithm, as the real service's is; an ordinary
 * JWT library will not verify it. Official clients read the payload with `atob`: hex, UUIDs and digits never become `-` or `_` in
 * base64url, which takes a `>`, `?` or `~`.
 */
export function sessionToken(context: SignerContext, claims: SessionClaims): string {
  const content = [{ alg: 'ES256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part), 'utf8').toString('base64url'))
    .join('.')
  const digest = createHash('sha256').update(content).digest()
  const signature = sign('sha256', digest, { key: tokenKey(context), dsaEncoding: 'ieee-p1363' })
  return `${content}.${signature.toString('base64url')}`
}

/** The signer's own key for tokens, made with the first one. */
function tokenKey({ store, sealer }: SignerContext): ReturnType<typeof createPrivateKey> {
  const sealed = store.meta.get(entry)
  const privateKey = sealed ? Buffer.from(sealer.open(sealed, entry)).toString('hex') : randomP256KeyPair().privateKey
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

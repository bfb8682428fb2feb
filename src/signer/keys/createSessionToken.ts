import { createHash, type KeyObject, sign } from 'node:crypto'
import type { SignerContext } from '../context.js'
import { generateP256KeyPair, p256SigningKey } from './p256Key.js'

const entry = 'sealed_session_token_key'

export type SessionClaims = {
  /** Seconds since the epoch. */
  exp: number
  public_key: string
  session_type: 'SESSION_TYPE_READ_WRITE'
  user_id: string
  organization_id: string
}

/**
 * Creates the JWT that answers a login. It describes the session and authorizes nothing: requests are stamped.
 *
 * Its ES256 signature is over the SHA-256 of what a JWT signs, which the algorithm hashes again, as production's is: JWT
 * libraries do not verify it. Official clients decode the payload with `atob`. This works because hex, UUIDs and digits never
 * become `-` or `_` in base64url, as `>`, `?` and `~` do.
 */
export function createSessionToken(context: SignerContext, claims: SessionClaims): string {
  const content = [{ alg: 'ES256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part), 'utf8').toString('base64url'))
    .join('.')
  const digest = createHash('sha256').update(content).digest()
  const signature = sign('sha256', digest, { key: tokenKey(context), dsaEncoding: 'ieee-p1363' })
  return `${content}.${signature.toString('base64url')}`
}

/** The signer's key for tokens, created with the first token. */
function tokenKey({ store, sealer }: SignerContext): KeyObject {
  const sealed = store.meta.get(entry)
  const privateKey = sealed ? Buffer.from(sealer.open(sealed, entry)).toString('hex') : generateP256KeyPair().privateKey
  if (!sealed) store.meta.set(entry, sealer.seal(Buffer.from(privateKey, 'hex'), entry))
  return p256SigningKey(privateKey)
}

import { toBase64Url, toBinary } from './base64Url.js'
import { endOfItem, readHead } from './cbor.js'

/** A passkey's public key, in the form that WebCrypto imports. */
export type CoseKey =
  | { algorithm: 'ES256'; jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string } }
  | { algorithm: 'RS256'; jwk: { kty: 'RSA'; n: string; e: string } }

/**
 * Reads a COSE key (RFC 9053), base64url without padding. Returns `undefined` unless it is an ES256 or an RS256 key:
 * passkeys of other kinds are not registered here.
 */
export function readCoseKey(publicKey: string): CoseKey | undefined {
  if (!/^[\w-]+$/.test(publicKey)) return undefined
  try {
    const fields = readMap(toBinary(publicKey))
    const [kty, alg] = [fields.get(1), fields.get(3)]
    const bytes = (label: number): string => toBase64Url(String(fields.get(label) ?? ''))
    const [first, second] = [bytes(-1), bytes(-2)]
    const [x, y] = [second, bytes(-3)]
    if (kty === 2 && alg === -7 && fields.get(-1) === 1 && x.length === 43 && y.length === 43)
      return { algorithm: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x, y } }
    if (kty === 3 && alg === -257 && first && second)
      return { algorithm: 'RS256', jwk: { kty: 'RSA', n: first, e: second } }
  } catch {
    // Neither CBOR nor base64url.
  }
  return undefined
}

/** Reads a map of integers to integers and byte strings. Other entries are skipped. */
function readMap(binary: string): Map<number, number | string> {
  const { majorType, argument: entries, next } = readHead(binary, 0)
  if (majorType !== 5) throw new RangeError('it is not a map')
  const map = new Map<number, number | string>()
  let offset = next
  for (let entry = 0; entry < entries; entry++) {
    const label = readInteger(binary, offset)
    const start = endOfItem(binary, offset)
    offset = endOfItem(binary, start)
    const head = readHead(binary, start)
    const value = head.majorType === 2 ? binary.slice(head.next, offset) : readInteger(binary, start)
    if (label !== undefined && value !== undefined) map.set(label, value)
  }
  if (offset !== binary.length) throw new RangeError('something follows the map')
  return map
}

function readInteger(binary: string, offset: number): number | undefined {
  const { majorType, argument } = readHead(binary, offset)
  return majorType === 0 ? argument : majorType === 1 ? -1 - argument : undefined
}

/** https://www.rfc-editor.org/rfc/rfc8032#section-5.1 */
const p = 2n ** 255n - 19n
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n
const signBit = 2n ** 255n
const ofOrder8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n

/** The y coordinates of the eight points of small order: anyone can sign for them. */
const smallOrder: ReadonlySet<bigint> = new Set([0n, 1n, p - 1n, ofOrder8, p - ofOrder8])

/** @throws unless the 32 bytes are the canonical encoding of a point of Ed25519, and not of small order. OpenSSL checks neither. */
export function assertEd25519Point(bytes: Uint8Array): void {
  const encoded = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
  const y = encoded % signBit
  if (y >= p || smallOrder.has(y) || !isSquare((y * y - 1n) * (d * y * y + 1n)))
    throw new RangeError('not a point of Ed25519 that can be a public key')
}

/** Euler's criterion. */
function isSquare(value: bigint): boolean {
  let result = 1n
  let base = ((value % p) + p) % p
  for (let exponent = (p - 1n) / 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % p
    base = (base * base) % p
  }
  return result === 1n
}

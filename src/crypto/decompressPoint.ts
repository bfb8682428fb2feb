/** y² = x³ + ax + b over the field of p, where p ≡ 3 (mod 4). */
export type Curve = { p: bigint; a: bigint; b: bigint }

/** NIST SP 800-186, section 3.2.1.3. */
export const p256: Curve = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  a: -3n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}

/** SEC 2, section 2.4.1. */
export const secp256k1: Curve = { p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 7n }

/**
 * The uncompressed form of a compressed point (SEC1 2.3.4), 65 bytes in hex without 0x, or undefined when it is none. WebCrypto imports
 * no bare scalar, and the wire has compressed keys only. Public values, so the running time may depend on them.
 *
 * @param point - 33 bytes, lowercase hex without 0x.
 */
export function decompressPoint({ p, a, b }: Curve, point: string): string | undefined {
  if (!/^0[23][0-9a-f]{64}$/.test(point)) return undefined
  const x = BigInt(`0x${point.slice(2)}`)
  const square = (x ** 3n + a * x + b) % p
  // p ≡ 3 (mod 4), so a square root is a power.
  const root = power(square, (p + 1n) / 4n, p)
  if (x >= p || (root * root - square) % p !== 0n) return undefined
  const y = (root ^ BigInt(point.slice(0, 2))) & 1n ? p - root : root
  return `04${point.slice(2)}${y.toString(16).padStart(64, '0')}`
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus)
    if (rest & 1n) result = (result * square) % modulus
  return result
}

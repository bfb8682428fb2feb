/** The curve y² = x³ + ax + b over the field of p, with p ≡ 3 (mod 4). */
export type CurveParameters = { p: bigint; a: bigint; b: bigint }

/** NIST SP 800-186, section 3.2.1.3. */
export const p256: CurveParameters = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  a: -3n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}

/** SEC 2, section 2.4.1. */
export const secp256k1: CurveParameters = { p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 7n }

/**
 * Decompresses a point (SEC 1, 2.3.4): 33 bytes in, 65 bytes out, both in lowercase hex without 0x. Returns `undefined`
 * for anything else. Needed because the wire has compressed keys only, and WebCrypto imports a private key only together
 * with its point. Points are public, so the running time may depend on them.
 */
export function decompressPoint({ p, a, b }: CurveParameters, point: string): string | undefined {
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
  if (!exponent) return 1n
  const root = power((base * base) % modulus, exponent >> 1n, modulus)
  return exponent & 1n ? (root * base) % modulus : root
}

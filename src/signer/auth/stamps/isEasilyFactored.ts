const smallPrimes = primesBelow(752)
const product = smallPrimes.reduce((all, prime) => all * prime, 1n)

/**
 * Tells whether a modulus has a factor below 752, or is a square: NIST SP 800-89, section 5.3.3. A prime modulus, for which
 * anyone could sign, is not detected: the test takes 10 ms.
 */
export function isEasilyFactored(modulus: Uint8Array): boolean {
  const value = BigInt(`0x${Buffer.from(modulus).toString('hex')}`)
  const rest = value % product
  return smallPrimes.some((prime) => rest % prime === 0n) || isSquare(value, modulus.length * 8)
}

/** By Newton's method, from above. */
function isSquare(value: bigint, bits: number): boolean {
  let root = 1n << BigInt((bits + 2) >> 1)
  for (let next = (root + value / root) >> 1n; next < root; next = (root + value / root) >> 1n) root = next
  return root * root === value
}

/** The odd primes below `max`. */
function primesBelow(max: number): bigint[] {
  const primes: number[] = []
  for (let number = 3; number < max; number += 2) if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  return primes.map(BigInt)
}

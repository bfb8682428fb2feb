import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { signRecoverable } from 'tiny-secp256k1'

/** Microseconds of the processor. */
export type Floor = { check: number; signature: number }

/**
 * What no signer on this machine and these libraries can do without: to check one P-256 signature over a body, and to make one deterministic
 * secp256k1 signature, in this process and with nothing around them.
 */
export function measureFloor(rounds: number): Floor {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = randomBytes(330)
  const stamp = sign('sha256', body, pair.privateKey)
  const [privateKey, digest] = [randomBytes(32), randomBytes(32)]
  return {
    check: cpuOf(rounds, () => verify('sha256', body, pair.publicKey, stamp)),
    signature: cpuOf(rounds, () => signRecoverable(digest, privateKey)),
  }
}

function cpuOf(rounds: number, work: () => unknown): number {
  for (let round = 0; round < rounds; round++) work()
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / rounds
}

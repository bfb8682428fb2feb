import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { signRecoverable } from 'tiny-secp256k1'

/** CPU time in microseconds. */
export type Floor = { verification: number; signature: number }

/**
 * Measures what every signing activity costs at least on this machine and with these libraries: the verification of one P-256 signature over a
 * body, and one deterministic secp256k1 signature.
 */
export function measureFloor(rounds: number): Floor {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = randomBytes(330)
  const stamp = sign('sha256', body, pair.privateKey)
  const [privateKey, digest] = [randomBytes(32), randomBytes(32)]
  return {
    verification: measureCpu(rounds, () => verify('sha256', body, pair.publicKey, stamp)),
    signature: measureCpu(rounds, () => signRecoverable(digest, privateKey)),
  }
}

function measureCpu(rounds: number, work: () => unknown): number {
  for (let round = 0; round < rounds; round++) work()
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / rounds
}

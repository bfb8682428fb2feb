import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { signRecoverable } from 'tiny-secp256k1'
import { root } from '../scripts/lib/root.ts'
import { measureCpu } from './measureCpu.ts'

/** CPU time in microseconds. */
export type Floor = { verification: number; signature: number }

/** Pinned, so that the floor does not move with what the signer uses. */
const floorVersion = '2.2.4'

/**
 * Measures what every signing activity is compared with: the verification of one P-256 signature over a body by `node:crypto`, and one deterministic
 * secp256k1 signature by tiny-secp256k1 2.2.4.
 */
export function measureFloor(rounds: number): Floor {
  const { version } = JSON.parse(readFileSync(root('node_modules/tiny-secp256k1/package.json'), 'utf8'))
  if (version !== floorVersion)
    throw new Error(
      `The floor is that of tiny-secp256k1 ${floorVersion}, and ${version} is installed. Add the former as a devDependency under another name.`,
    )
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = randomBytes(330)
  const stamp = sign('sha256', body, pair.privateKey)
  const [privateKey, digest] = [randomBytes(32), randomBytes(32)]
  return {
    verification: measureCpu(rounds, () => verify('sha256', body, pair.publicKey, stamp)),
    signature: measureCpu(rounds, () => signRecoverable(digest, privateKey)),
  }
}

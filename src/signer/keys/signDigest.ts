import { signRecoverable } from 'tiny-secp256k1'
import { toOwnBytes } from '../util/toOwnBytes.js'

export type DigestSignature = { r: bigint; s: bigint; yParity: number }

/** Signs deterministically (RFC 6979), with low s: byte for byte the signature that viem makes. */
export function signDigest(privateKey: Uint8Array, digest: Uint8Array): DigestSignature {
  const { signature, recoveryId } = signRecoverable(toOwnBytes(digest), toOwnBytes(privateKey))
  return { r: toBigInt(signature.subarray(0, 32)), s: toBigInt(signature.subarray(32)), yParity: recoveryId }
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

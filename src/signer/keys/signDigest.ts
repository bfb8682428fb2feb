import { signRecoverable } from 'tiny-secp256k1'
import { toOwnBytes } from '../util/toOwnBytes.js'

export type DigestSignature = { r: bigint; s: bigint; yParity: number }

/** Signs deterministically (RFC 6979), with low s: byte for byte the signature that viem makes. */
export type SignDigest = (privateKey: Uint8Array, digest: Uint8Array) => DigestSignature

/** Signs in WebAssembly, which is there wherever the signer runs. */
export const signDigest: SignDigest = (privateKey, digest) => {
  const { signature, recoveryId } = signRecoverable(toOwnBytes(digest), toOwnBytes(privateKey))
  return toDigestSignature(signature, recoveryId)
}

/** Reads r and s, 32 bytes each. */
export function toDigestSignature(signature: Uint8Array, yParity: number): DigestSignature {
  return { r: toBigInt(signature.subarray(0, 32)), s: toBigInt(signature.subarray(32)), yParity }
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

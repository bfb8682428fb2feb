import * as Secp256k1 from 'ox/Secp256k1'

export type DigestSignature = { r: bigint; s: bigint; yParity: number }

/** Deterministic (RFC 6979) and low-s: the same key and digest give the same bytes as viem does. */
export function signDigest(privateKey: Uint8Array, digest: Uint8Array): DigestSignature {
  return Secp256k1.sign({ payload: digest, privateKey, extraEntropy: false })
}

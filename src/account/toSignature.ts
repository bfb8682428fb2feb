import { type Hex, padHex } from 'viem'
import type { SignRawPayloadResult } from '../wire/results.js'

/** A signature as viem has it. Both halves are 32 bytes long. */
export type FullSignature = {
  r: Hex
  s: Hex
  v: bigint
  yParity: number
  /** The transaction with this signature, if it has been built already. */
  signed?: Hex
}

/** Makes a signature from halves that may lack leading zeros. */
export function toSignature({ r, s, yParity }: { r: Hex; s: Hex; yParity: number }): FullSignature {
  return { r: padHex(r, { size: 32 }), s: padHex(s, { size: 32 }), v: yParity ? 28n : 27n, yParity }
}

/** Makes a signature from the signer's result. */
export function fromResult({ r, s, v }: SignRawPayloadResult): FullSignature {
  return toSignature({ r: `0x${r}`, s: `0x${s}`, yParity: Number(v) })
}

/** Makes hex of a signature: `r`, `s` and `v`, 65 bytes, in lowercase as viem's is. */
export function toSignatureHex({ r, s, v }: FullSignature): Hex {
  return `0x${(r.slice(2) + s.slice(2)).toLowerCase()}${v.toString(16)}`
}

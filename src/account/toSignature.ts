import { type Hex, padHex } from 'viem'

/** A signature in viem's form, both of its halves 32 bytes long. */
export type FullSignature = { r: Hex; s: Hex; v: bigint; yParity: number }

export function toSignature({ r, s, yParity }: { r: Hex; s: Hex; yParity: number }): FullSignature {
  return { r: padHex(r, { size: 32 }), s: padHex(s, { size: 32 }), v: yParity ? 28n : 27n, yParity }
}

import { fromRlp, type Hex, numberToHex, toRlp, trim } from 'viem'
import type { FullSignature } from './toSignature.js'

/** A decoded RLP item: bytes, or a list of items. */
export type RlpItem = Hex | readonly RlpItem[]

/**
 * Adds the signature to an unsigned transaction of type 0 to 4. The result is the RLP that was signed, followed by the
 * signature, so that it cannot contain anything else.
 *
 * @param network - A form of an EIP-4844 transaction with its sidecars, which the result then has too:
 * https://eips.ethereum.org/EIPS/eip-4844#networking
 */
export function attachSignature(unsigned: Hex, { r, s, yParity }: FullSignature, network?: Hex): Hex {
  const { prefix, items } = decodeTransaction(unsigned)
  const scalars = [trim(r), trim(s)]
  if (!prefix) {
    // EIP-155. Without it, a legacy transaction has six fields.
    const v = items[6] === undefined ? 27n : 35n + 2n * BigInt(String(items[6]))
    return toRlp([...items.slice(0, 6), numberToHex(v + BigInt(yParity)), ...scalars])
  }
  const signed = [...items, yParity ? '0x01' : '0x', ...scalars] as const
  const rlp = toRlp(network ? [signed, ...decodeTransaction(network).items.slice(1)] : signed)
  return `${prefix}${rlp.slice(2)}`
}

/** Splits a transaction into its type prefix (empty for legacy) and the items of its RLP. Throws on malformed RLP. */
export function decodeTransaction(serialized: Hex): { prefix: Hex | ''; items: readonly RlpItem[] } {
  const prefix = /^0x0[1-4]/.exec(serialized)?.[0] as Hex | undefined
  const items: RlpItem = fromRlp(prefix ? `0x${serialized.slice(4)}` : serialized, 'hex')
  return { prefix: prefix ?? '', items: typeof items === 'string' ? [] : items }
}

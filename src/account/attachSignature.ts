import { concatHex, fromRlp, type Hex, numberToHex, toRlp, trim } from 'viem'
import type { FullSignature } from './toSignature.js'

/** A decoded RLP item: bytes, or a list of items. */
export type RlpItem = Hex | readonly RlpItem[]

/**
 * Returns the signed form of an unsigned transaction of types 0 to 4: the RLP that was signed with the signature behind it, so that nothing
 * else can be in it.
 *
 * @param parameters.network - For EIP-4844, a form with sidecars, which the result then has too.
 * https://eips.ethereum.org/EIPS/eip-4844#networking
 */
export function attachSignature({ unsigned, network, signature: { r, s, yParity } }: attachSignature.Parameters): Hex {
  const { prefix, items } = decodeTransaction(unsigned)
  const scalars = [trim(r), trim(s)]
  if (!prefix) {
    // EIP-155. Before it, a legacy transaction had six fields.
    const v = items[6] === undefined ? 27 + yParity : 35n + 2n * BigInt(String(items[6])) + BigInt(yParity)
    return toRlp([...items.slice(0, 6), numberToHex(v), ...scalars])
  }
  const signed = [...items, yParity ? '0x01' : '0x', ...scalars] as const
  return concatHex([prefix, toRlp(network ? [signed, ...decodeTransaction(network).items.slice(1)] : signed)])
}

export declare namespace attachSignature {
  type Parameters = { unsigned: Hex; network?: Hex | undefined; signature: FullSignature }
}

/** Splits a transaction into its type prefix (`0x` for legacy) and the items of its RLP. Throws on malformed RLP. */
export function decodeTransaction(serialized: Hex): { prefix: Hex | ''; items: readonly RlpItem[] } {
  const prefix = /^0x0[1-4]/.exec(serialized)?.[0] as Hex | undefined
  const items: RlpItem = fromRlp(prefix ? `0x${serialized.slice(4)}` : serialized, 'hex')
  return { prefix: prefix ?? '', items: typeof items === 'string' ? [] : items }
}

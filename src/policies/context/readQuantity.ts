import { readInteger } from './readInteger.js'

/** Reads an exact integer, or hex with 0x of at most 256 bits. */
export function readQuantity(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(value) ? BigInt(value) : readInteger(value)
}

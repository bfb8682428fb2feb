import { type AccessList, type Address, getAddress, type Hex, isAddress, isHex } from 'viem'
import { isObject } from '../client/guards.js'
import { invalidParams } from './toRpcError.js'

/** Reads an object of the parameters. `name` is its path, for the error. */
export function readObject(value: unknown, name: string): Record<string, unknown> {
  if (isObject(value)) return value
  throw invalidParams(`\`${name}\` is not an object.`)
}

/** Reads an address in any case; in mixed case, its checksum must be right. Returns it checksummed. */
export function readAddress(given: unknown, name: string): Address {
  // In capitals it has no checksum (EIP-55), and viem takes it for a wrong one.
  const value = typeof given === 'string' && /^0x[\dA-F]{40}$/.test(given) ? given.toLowerCase() : given
  if (typeof value === 'string' && isAddress(value)) return getAddress(value)
  throw invalidParams(`\`${name}\` is not an address. Pass 20 bytes, hex with 0x.`)
}

/** Reads an address of the user's, in any case: nothing is sent to it. */
export function readOwnAddress(value: unknown, name: string): Address {
  return readAddress(typeof value === 'string' ? value.toLowerCase() : value, name)
}

/** Reads bytes: hex with 0x and an even number of digits. */
export function readBytes(value: unknown, name: string): Hex {
  if (isHex(value) && value.length % 2 === 0) return value
  throw invalidParams(`\`${name}\` is not bytes. Pass hex with 0x and an even number of digits.`)
}

/** Reads a quantity, such as `0x5208`. */
export function readQuantity(value: unknown, name: string): bigint {
  if (typeof value === 'string' && /^0x[\da-f]{1,64}$/i.test(value)) return BigInt(value)
  throw invalidParams(`\`${name}\` is not a quantity. Pass hex with 0x, such as 0x5208.`)
}

/** Reads a quantity that a JavaScript number can hold, such as a chain id or a nonce. */
export function readNumber(value: unknown, name: string): number {
  const number = Number(readQuantity(value, name))
  if (Number.isSafeInteger(number)) return number
  throw invalidParams(`\`${name}\` is too large.`)
}

/** Reads an array. */
export function readArray(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw invalidParams(`\`${name}\` is not an array.`)
}

/** Reads each item of an array. The path of an item has its index. */
export function readEach<result>(
  value: unknown,
  name: string,
  read: (item: unknown, path: string) => result,
): result[] {
  return readArray(value, name).map((item, index) => read(item, `${name}[${index}]`))
}

/** Reads an array of words of 32 bytes. */
export function readWords(list: unknown, name: string): Hex[] {
  return readEach(list, name, (word, path) => {
    const bytes = readBytes(word, path)
    if (bytes.length !== 66) throw invalidParams(`\`${path}\` is not 32 bytes.`)
    return bytes
  })
}

/** Reads an access list (EIP-2930). */
export function readAccessList(list: unknown, name: string, readEntry: typeof readAddress = readAddress): AccessList {
  return readEach(list, name, (entry, path) => {
    const { address, storageKeys } = readObject(entry, path)
    return {
      address: readEntry(address, `${path}.address`),
      storageKeys: readWords(storageKeys, `${path}.storageKeys`),
    }
  })
}

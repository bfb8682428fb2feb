import type { ContractArgument, DecodedCall } from './interfaces.js'
import type { AbiFunction, AbiType } from './parseAbi.js'

/** Values of one call. Pointers of an ABI encoding may make an array of arrays far larger than the data. */
const maxValues = 8_000
/** Bytes of all `bytes` and `string` values of one call, for the same reason. More than a request has, unless it repeats some. */
const maxBytes = 1_000_000

/** Data that a function cannot have been called with. */
class DecodingFault extends Error {
  override readonly name = 'DecodingFault'
}

/**
 * Decodes the data of a call. Values that do not fit their type, such as an address with more than 20 bytes, are refused: contracts disagree on what
 * they mean. The function is known all the same: its selector is what a contract goes by.
 *
 * @param data Hex with 0x, lower case.
 * @returns undefined if the functions do not have it, and a call without arguments if the data does not fit, or is too large.
 */
export function decodeCall(functions: ReadonlyMap<string, AbiFunction>, data: string): DecodedCall | undefined {
  const called = functions.get(data.slice(0, 10))
  if (called === undefined) return undefined
  return {
    functionName: called.name,
    functionSignature: called.selector,
    args: decodeArguments(called, data.slice(10)),
  }
}

function decodeArguments({ inputs, names }: AbiFunction, hex: string): DecodedCall['args'] {
  try {
    const values = createDecoder(hex).decode(inputs)
    const args = names.flatMap((name, index): [string, ContractArgument][] => {
      const value = values[index]
      return name === '' || value === undefined ? [] : [[name, value]]
    })
    return Object.fromEntries(args)
  } catch (fault) {
    if (fault instanceof DecodingFault) return undefined
    throw fault
  }
}

function createDecoder(hex: string): { decode: (types: readonly AbiType[]) => readonly ContractArgument[] } {
  let values = 0
  let bytes = 0

  /** Reads bytes as hex, at an offset in bytes. */
  function read(offset: number, length: number): string {
    const end = 2 * (offset + length)
    if (end > hex.length) throw new DecodingFault('the data is too short')
    return hex.slice(2 * offset, end)
  }

  const readWord = (offset: number): bigint => BigInt(`0x${read(offset, 32)}`)

  /** Reads a length or a pointer. */
  function readSize(offset: number): number {
    const word = readWord(offset)
    if (word > hex.length) throw new DecodingFault('a length is beyond the data')
    return Number(word)
  }

  /** Reads what has a length before it. */
  function readBytes(at: number): string {
    const length = readSize(at)
    bytes += length
    if (bytes > maxBytes) throw new DecodingFault('it has too many bytes')
    return read(at + 32, length)
  }

  function decodeItems(types: readonly AbiType[], base: number): readonly ContractArgument[] {
    let head = base
    return types.map((type) => {
      const at = head
      head += type.headSize
      return type.isDynamic ? decodeValue(type, base + readSize(at)) : decodeValue(type, at)
    })
  }

  function decodeValue(type: AbiType, at: number): ContractArgument {
    values += 1
    if (values > maxValues) throw new DecodingFault('it has too many values')
    switch (type.kind) {
      case 'integer': {
        const word = readWord(at)
        const value = type.signed ? BigInt.asIntN(256, word) : word
        if (value !== (type.signed ? BigInt.asIntN(type.bits, word) : BigInt.asUintN(type.bits, word)))
          throw new DecodingFault('an integer does not fit its type')
        return value
      }
      case 'address': {
        const word = read(at, 32)
        if (!word.startsWith('0'.repeat(24))) throw new DecodingFault('an address has more than 20 bytes')
        return `0x${word.slice(24)}`
      }
      case 'bool': {
        const word = readWord(at)
        if (word > 1n) throw new DecodingFault('a bool is neither 0 nor 1')
        return word === 1n
      }
      case 'fixedBytes': {
        const word = read(at, 32)
        if (/[^0]/.test(word.slice(2 * type.size))) throw new DecodingFault('bytes do not fit their type')
        return `0x${word.slice(0, 2 * type.size)}`
      }
      case 'bytes':
        return `0x${readBytes(at)}`
      case 'string':
        return decodeText(readBytes(at))
      case 'tuple':
        return decodeItems(type.items, at)
      case 'array': {
        const { item, size } = type
        const length = size ?? readSize(at)
        if (length > maxValues) throw new DecodingFault('it has too many values')
        return decodeItems(
          Array.from({ length }, () => item),
          size === undefined ? at + 32 : at,
        )
      }
    }
  }

  return { decode: (types) => decodeItems(types, 0) }
}

/** UTF-8, without the decoder of the platform, which not every runtime has. */
function decodeText(hex: string): string {
  try {
    return decodeURIComponent(hex.replace(/../g, '%$&'))
  } catch {
    throw new DecodingFault('a string is not UTF-8')
  }
}

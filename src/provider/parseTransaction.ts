import {
  type AccessList,
  type Address,
  type Hex,
  numberToHex,
  type SignedAuthorizationList,
  type TransactionRequest,
} from 'viem'
import {
  readAccessList,
  readAddress,
  readArray,
  readBytes,
  readEach,
  readNumber,
  readObject,
  readQuantity,
  readWords,
} from './parseParams.js'
import { invalidParams } from './toRpcError.js'

/** A transaction as JSON-RPC has it, parsed: what is left out is filled in before it is signed. */
export type ParsedTransaction = {
  type?: TransactionRequest['type'] | undefined
  to?: Address | undefined
  data?: Hex | undefined
  value?: bigint | undefined
  gas?: bigint | undefined
  nonce?: number | undefined
  gasPrice?: bigint | undefined
  maxFeePerGas?: bigint | undefined
  maxPriorityFeePerGas?: bigint | undefined
  maxFeePerBlobGas?: bigint | undefined
  accessList?: AccessList | undefined
  authorizationList?: SignedAuthorizationList | undefined
  blobVersionedHashes?: readonly Hex[] | undefined
}

/** By the digit of the type. */
const types = ['legacy', 'eip2930', 'eip1559', 'eip4844', 'eip7702'] as const
const digits = '01234'

/** The fields, and the types that have them. Others are ignored. */
const fields: [name: string, read: (value: unknown, name: string) => unknown, fitting?: string][] = [
  ['to', readAddress],
  ['value', readQuantity],
  ['nonce', readNumber],
  ['gasPrice', readQuantity, '01'],
  ['maxFeePerGas', readQuantity, '234'],
  ['maxPriorityFeePerGas', readQuantity, '234'],
  ['accessList', readAccessList, '1234'],
  ['maxFeePerBlobGas', readQuantity, '3'],
  ['blobVersionedHashes', readWords, '3'],
  ['authorizationList', readAuthorizations, '4'],
  // Without these, another transaction would be signed than was meant. Other chains' own fields come with a type of theirs.
  ['feeCurrency', readAddress, ''],
  ['blobs', readArray, ''],
]

/** Parses the transaction of `eth_sendTransaction`. `chainId` is the chain that it must be for, if it names one. */
export function parseTransaction(given: unknown, { chainId }: { chainId: number }): ParsedTransaction {
  const source = Object.fromEntries(
    Object.entries(readObject(given, 'transaction')).filter(([, value]) => value !== undefined && value !== null),
  )
  const { type } = source
  if (type !== undefined && (typeof type !== 'string' || !/^0x[0-4]$/.test(type)))
    throw invalidParams('`type` is not one of 0x0 to 0x4.')
  let possible = type?.slice(2) ?? digits
  if (source.chainId !== undefined && readNumber(source.chainId, 'chainId') !== chainId)
    throw invalidParams('`chainId` is not the active chain. Call wallet_switchEthereumChain first.')
  const data = readSame(source, 'data', 'input', readBytes)
  const gas = readSame(source, 'gas', 'gasLimit', readQuantity)
  if (source.to === undefined && (data ?? '0x') === '0x') throw invalidParams('Pass `to` or `data`.')
  const transaction: ParsedTransaction = { data, gas }
  for (const [name, read, fitting = digits] of fields) {
    const value = source[name]
    if (value === undefined) continue
    possible = [...possible].filter((digit) => fitting.includes(digit)).join('')
    if (!possible) throw invalidParams(`No type from 0x0 to 0x4 has \`${name}\` and the other fields.`)
    Object.assign(transaction, { [name]: read(value, name) })
  }
  if (possible.length === 1) transaction.type = types[Number(possible)]
  const { maxFeePerGas, maxPriorityFeePerGas = 0n } = transaction
  if (maxFeePerGas !== undefined && maxPriorityFeePerGas > maxFeePerGas)
    throw invalidParams('`maxPriorityFeePerGas` is above `maxFeePerGas`.')
  return transaction
}

/** Reads a field that has two names. */
function readSame<value>(
  source: Record<string, unknown>,
  name: string,
  other: string,
  read: (value: unknown, name: string) => value,
): value | undefined {
  const [first, second] = [name, other].map((key) => (source[key] === undefined ? undefined : read(source[key], key)))
  if (first !== undefined && second !== undefined && first !== second)
    throw invalidParams(`\`${name}\` and \`${other}\` differ. Pass one of them.`)
  return first ?? second
}

function readAuthorizations(list: unknown, name: string): SignedAuthorizationList {
  return readEach(list, name, (entry, path) => {
    const { address, chainId, nonce, r, s, yParity, v } = readObject(entry, path)
    const parity = readNumber(yParity ?? v, `${path}.yParity`)
    if (![0, 1, 27, 28].includes(parity)) throw invalidParams(`\`${path}.yParity\` is not 0x0 or 0x1.`)
    return {
      address: readAddress(address, `${path}.address`),
      chainId: readNumber(chainId, `${path}.chainId`),
      nonce: readNumber(nonce, `${path}.nonce`),
      r: numberToHex(readQuantity(r, `${path}.r`), { size: 32 }),
      s: numberToHex(readQuantity(s, `${path}.s`), { size: 32 }),
      yParity: parity % 27,
    }
  })
}

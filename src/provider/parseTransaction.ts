import {
  type AccessList,
  type Address,
  type Hex,
  numberToHex,
  type SignedAuthorizationList,
  type TransactionRequest,
} from 'viem'
import { readAddress, readBytes, readEach, readNumber, readObject, readQuantity } from './parseParams.js'
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

const types = new Map<unknown, TransactionRequest['type']>([
  [undefined, undefined],
  ['0x0', 'legacy'],
  ['0x1', 'eip2930'],
  ['0x2', 'eip1559'],
  ['0x3', 'eip4844'],
  ['0x4', 'eip7702'],
])

const typed = ['0x1', '0x2', '0x3', '0x4']
const dynamic = ['0x2', '0x3', '0x4']
/** The types that a field belongs to. */
const typesOf: [name: string, types: readonly unknown[]][] = [
  ['gasPrice', ['0x0', '0x1']],
  ['maxFeePerGas', dynamic],
  ['maxPriorityFeePerGas', dynamic],
  ['accessList', typed],
  ['maxFeePerBlobGas', ['0x3']],
  ['blobVersionedHashes', ['0x3']],
  ['authorizationList', ['0x4']],
]

/** Parses the transaction of `eth_sendTransaction`. `chainId` is the chain that it must be for, if it names one. */
export function parseTransaction(given: unknown, { chainId }: { chainId: number }): ParsedTransaction {
  const source = Object.fromEntries(
    Object.entries(readObject(given, 'transaction')).filter(([, value]) => value !== undefined && value !== null),
  )
  const optional = <name extends string, value>(name: name, read: (value: unknown, name: string) => value) =>
    (source[name] === undefined ? {} : { [name]: read(source[name], name) }) as { [key in name]?: value }

  if (!types.has(source.type)) throw invalidParams('`type` is not one of 0x0 to 0x4.')
  if (source.chainId !== undefined && readNumber(source.chainId, 'chainId') !== chainId)
    throw invalidParams('`chainId` is not the active chain. Call wallet_switchEthereumChain first.')
  const data = readSame(source, 'data', 'input', readBytes)
  const gas = readSame(source, 'gas', 'gasLimit', readQuantity)
  if (source.to === undefined && (data ?? '0x') === '0x') throw invalidParams('Pass `to` or `data`.')
  let possible: readonly unknown[] = source.type === undefined ? ['0x0', ...typed] : [source.type]
  for (const [name, fitting] of typesOf) {
    if (source[name] === undefined) continue
    possible = possible.filter((type) => fitting.includes(type))
    if (possible.length === 0)
      throw invalidParams(`\`${name}\` does not fit \`type\` or another field: no type has both.`)
  }
  const type = types.get(source.type)
  const transaction: ParsedTransaction = {
    ...(type && { type }),
    ...(data && { data }),
    ...(gas !== undefined && { gas }),
    ...optional('to', readAddress),
    ...optional('value', readQuantity),
    ...optional('nonce', readNumber),
    ...optional('gasPrice', readQuantity),
    ...optional('maxFeePerGas', readQuantity),
    ...optional('maxPriorityFeePerGas', readQuantity),
    ...optional('maxFeePerBlobGas', readQuantity),
    ...optional('accessList', readAccessList),
    ...optional('authorizationList', readAuthorizations),
    ...optional('blobVersionedHashes', readWords),
  }
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

function readAccessList(list: unknown, name: string): AccessList {
  return readEach(list, name, (entry, path) => {
    const { address, storageKeys } = readObject(entry, path)
    return {
      address: readAddress(address, `${path}.address`),
      storageKeys: readWords(storageKeys, `${path}.storageKeys`),
    }
  })
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

const readWords = (list: unknown, name: string): Hex[] =>
  readEach(list, name, (word, path) => {
    const bytes = readBytes(word, path)
    if (bytes.length !== 66) throw invalidParams(`\`${path}\` is not 32 bytes.`)
    return bytes
  })

import type { AccessList, Address, Hex, SignedAuthorizationList, TransactionRequest } from 'viem'
import { readAddress, readArray, readBytes, readNumber, readObject, readQuantity } from './parseParams.js'
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
  if (source.gasPrice !== undefined && source.maxFeePerGas !== undefined)
    throw invalidParams('Pass `gasPrice` or `maxFeePerGas`, not both.')
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
    ...optional('blobVersionedHashes', (list, name) => readArray(list, name).map((hash) => readBytes(hash, name))),
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
  return readArray(list, name).map((entry) => {
    const { address, storageKeys } = readObject(entry, name)
    return {
      address: readAddress(address, `${name}.address`),
      storageKeys: readArray(storageKeys, `${name}.storageKeys`).map((key) => readBytes(key, `${name}.storageKeys`)),
    }
  })
}

function readAuthorizations(list: unknown, name: string): SignedAuthorizationList {
  return readArray(list, name).map((entry) => {
    const { address, chainId, nonce, r, s, yParity, v } = readObject(entry, name)
    return {
      address: readAddress(address, `${name}.address`),
      chainId: readNumber(chainId, `${name}.chainId`),
      nonce: readNumber(nonce, `${name}.nonce`),
      r: readBytes(r, `${name}.r`),
      s: readBytes(s, `${name}.s`),
      yParity: readNumber(yParity ?? v, `${name}.yParity`) % 27,
    }
  })
}

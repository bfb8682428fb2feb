import * as Address from 'ox/Address'
import * as Hash from 'ox/Hash'
import type { ConsoleTransaction, RlpItem } from '../../signer/store/consoleReader.js'
import type { Field } from '../types.js'
import { chainName, coinName } from './chains.js'
import { type DecodedCall, decodeCall } from './decodeCall.js'
import type { Description } from './description.js'
import { type FieldBudget, jsonToField } from './fields.js'
import { formatUnits, shortenHex } from './text.js'

/** Names of the unsigned fields by transaction type, in their order. */
const fieldNames: ReadonlyMap<number | undefined, string> = new Map([
  [undefined, 'nonce gasPrice gas to value data chainId'],
  [1, 'chainId nonce gasPrice gas to value data accessList'],
  [2, 'chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value data accessList'],
  [
    3,
    'chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value data accessList maxFeePerBlobGas blobVersionedHashes',
  ],
  [4, 'chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value data accessList authorizationList'],
])

const typeNames: ReadonlyMap<number | undefined, string> = new Map([
  [undefined, 'legacy'],
  [1, 'EIP-2930'],
  [2, 'EIP-1559'],
  [3, 'EIP-4844 (blobs)'],
  [4, 'EIP-7702 (delegations)'],
])

/** Describes an unsigned Ethereum transaction. */
export function describeTransaction(transaction: ConsoleTransaction): Description {
  const fields = nameFields(transaction)
  const hexOf = (name: string): `0x${string}` => {
    const field = fields.get(name)
    return typeof field === 'string' ? field : '0x'
  }
  const chainId = fields.has('chainId') ? toInteger(hexOf('chainId')) : undefined
  const to = hexOf('to') === '0x' ? undefined : Address.checksum(hexOf('to'))
  const value = toInteger(hexOf('value'))
  const data = hexOf('data')
  const amount = `${formatUnits(value, 18)} ${coinName(chainId)}`
  const call = to === undefined || data === '0x' ? undefined : decodeCall(data)
  const what =
    to === undefined
      ? 'Deploy a contract'
      : data === '0x'
        ? `Send ${amount} to ${shortenHex(to)}`
        : `Call ${call === undefined ? data.slice(0, 10) : `${call.functionName}()`} at ${shortenHex(to)}`
  const withValue = value > 0n && data !== '0x' ? ` with ${amount}` : ''
  return {
    title: `${what}${withValue} on ${chainId === undefined ? 'any chain' : chainName(chainId)}`,
    fields: (budget) => [
      to === undefined ? { name: 'to', note: 'none: deploys a contract' } : { name: 'to', value: to },
      { name: 'value', value: amount, note: `${value} wei` },
      ...describeData(data, to, call, budget),
      chainId === undefined
        ? { name: 'chain', note: 'none: valid on every chain, because it is not protected by EIP-155' }
        : { name: 'chain', value: chainName(chainId), note: `ID ${chainId}` },
      { name: 'type', value: typeNames.get(transaction.type) ?? `${transaction.type}` },
      ...['nonce', 'gas'].map((name) => ({ name, value: toInteger(hexOf(name)).toString() })),
      ...['gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'maxFeePerBlobGas'].flatMap((name) =>
        fields.has(name) ? [{ name, value: `${formatUnits(toInteger(hexOf(name)), 9)} gwei` }] : [],
      ),
      ...describeLists(fields, budget),
    ],
  }
}

/** A legacy transaction has six fields, or nine of which the last two are empty. */
function nameFields({ type, fields }: ConsoleTransaction): Map<string, RlpItem> {
  const names = fieldNames.get(type)?.split(' ') ?? []
  return new Map(names.flatMap((name, index) => (fields[index] === undefined ? [] : [[name, fields[index]]])))
}

function toInteger(hex: `0x${string}`): bigint {
  return hex === '0x' ? 0n : BigInt(hex)
}

function describeData(
  data: `0x${string}`,
  to: string | undefined,
  call: DecodedCall | undefined,
  budget: FieldBudget,
): Field[] {
  if (data === '0x') return []
  const size = `${data.length / 2 - 1} bytes`
  if (to === undefined)
    return [
      {
        name: 'init code hash',
        value: Hash.keccak256(data),
        note: `Keccak-256 of ${size}, constructor arguments included`,
      },
    ]
  if (call !== undefined) return [{ name: 'function', value: call.signature, fields: call.fields(budget) }]
  return [
    { name: 'function', value: data.slice(0, 10), note: 'unknown function' },
    { name: 'data', value: data, note: size },
  ]
}

function describeLists(fields: ReadonlyMap<string, RlpItem>, budget: FieldBudget): Field[] {
  return ['accessList', 'blobVersionedHashes', 'authorizationList'].flatMap((name) => {
    const list = fields.get(name)
    if (!Array.isArray(list) || list.length === 0) return []
    return [
      jsonToField(
        name,
        list.map((entry: RlpItem) => nameEntry(name, entry)),
        budget,
      ),
    ]
  })
}

function nameEntry(list: string, entry: RlpItem): unknown {
  if (!Array.isArray(entry)) return entry
  if (list === 'accessList') return { address: toAddress(entry[0]), storageKeys: entry[1] }
  const [chainId, address, nonce] = entry
  const decimal = (item: RlpItem | undefined): string => toInteger(typeof item === 'string' ? item : '0x').toString()
  return { chainId: decimal(chainId), delegate: toAddress(address), nonce: decimal(nonce) }
}

const toAddress = (item: RlpItem | undefined): unknown => (typeof item === 'string' ? Address.checksum(item) : item)

import * as Address from 'ox/Address'
import * as Hash from 'ox/Hash'
import type {
  ConsoleReader,
  RlpItem as Item,
  ConsoleTransaction as Unsigned,
} from '../../signer/store/consoleReader.js'
import type { Fact } from '../types.js'
import { type Call, readCall } from './callData.js'
import { chainName, coinOf } from './chains.js'
import { decimal, short } from './format.js'
import { hexBytes } from './hexBytes.js'
import { type Budget, tree } from './tree.js'

/** The facts only when asked for: a list shows no more than the title. */
export type Words = { title: string; asked: (budget: Budget) => Fact[] }

/** Names of the unsigned fields by transaction type, in order. */
const names: Record<number, string> = {
  1: 'chainId nonce gasPrice gas to value data accessList',
  2: 'chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value data accessList',
  3: 'chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value data accessList maxFeePerBlobGas blobVersionedHashes',
  4: 'chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value data accessList authorizationList',
}
const legacyNames = 'nonce gasPrice gas to value data chainId'

const kinds: Record<number, string> = { 1: 'EIP-2930', 2: 'EIP-1559', 3: 'EIP-4844, blobs', 4: 'EIP-7702, delegations' }

/** An unsigned transaction, hex with or without 0x. What does not read as one is shown as it came. */
export function describeTransaction(reader: Pick<ConsoleReader, 'transaction'>, hex: string): Words {
  const bytes = hexBytes(hex)
  const unsigned = bytes === undefined ? undefined : reader.transaction(bytes)
  if (unsigned === undefined)
    return {
      title: 'Sign a transaction that cannot be read',
      asked: () => [{ name: 'transaction', value: hex, note: 'no transaction this signer knows' }],
    }
  const fields = byName(unsigned)
  const hexOf = (name: string): `0x${string}` => {
    const field = fields.get(name)
    return typeof field === 'string' ? field : '0x'
  }
  const chainId = fields.has('chainId') ? integer(hexOf('chainId')) : undefined
  const to = hexOf('to') === '0x' ? undefined : Address.checksum(hexOf('to'))
  const value = integer(hexOf('value'))
  const data = hexOf('data')
  const amount = `${decimal(value, 18)} ${coinOf(chainId)}`
  const call = to === undefined || data === '0x' ? undefined : readCall(data)
  const where = chainId === undefined ? 'on any chain' : `on ${chainName(chainId)}`
  return {
    title: `${titleOf(to, value, amount, data, call?.name)} ${where}`,
    asked: (budget) => [
      to === undefined ? { name: 'to', note: 'nobody: it creates a contract' } : { name: 'to', value: to },
      { name: 'value', value: amount, note: `${value} wei` },
      ...dataFacts(data, to, call, budget),
      chainId === undefined
        ? { name: 'chain', note: 'none named (before EIP-155): it can be sent on every chain' }
        : { name: 'chain', value: chainName(chainId), note: `id ${chainId}` },
      { name: 'type', value: unsigned.type === undefined ? 'legacy' : (kinds[unsigned.type] ?? `${unsigned.type}`) },
      ...['nonce', 'gas'].map((name) => ({ name, value: integer(hexOf(name)).toString() })),
      ...['gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'maxFeePerBlobGas'].flatMap((name) =>
        fields.has(name) ? [{ name, value: `${decimal(integer(hexOf(name)), 9)} gwei` }] : [],
      ),
      ...listFacts(fields, budget),
    ],
  }
}

/** Of a legacy transaction six, or nine of which the last two are empty. */
function byName({ type, fields }: Unsigned): Map<string, Item> {
  const wanted = ((type === undefined ? undefined : names[type]) ?? legacyNames).split(' ')
  return new Map(fields.slice(0, wanted.length).map((field, index) => [wanted[index] ?? '', field]))
}

function integer(hex: `0x${string}`): bigint {
  return hex === '0x' ? 0n : BigInt(hex)
}

function titleOf(
  to: string | undefined,
  value: bigint,
  amount: string,
  data: `0x${string}`,
  call: string | undefined,
): string {
  if (to === undefined) return 'Create a contract'
  if (data === '0x') return `Send ${amount} to ${short(to)}`
  const what = call === undefined ? `Call ${data.slice(0, 10)}` : `Call ${call.slice(0, call.indexOf('('))}()`
  return `${what} of ${short(to)}${value === 0n ? '' : `, with ${amount},`}`
}

function dataFacts(data: `0x${string}`, to: string | undefined, call: Call | undefined, budget: Budget): Fact[] {
  if (data === '0x') return []
  const size = `${data.length / 2 - 1} bytes`
  if (to === undefined)
    return [
      {
        name: 'code',
        value: Hash.keccak256(data),
        note: `Keccak-256 of ${size}, arguments of its constructor included`,
      },
    ]
  if (call !== undefined) return [{ name: 'function', value: call.name, parts: call.parts(budget) }]
  return [
    { name: 'function', value: data.slice(0, 10), note: 'not one of the well-known ones' },
    { name: 'data', value: data, note: size },
  ]
}

function listFacts(fields: Map<string, Item>, budget: Budget): Fact[] {
  return ['accessList', 'blobVersionedHashes', 'authorizationList'].flatMap((name) => {
    const list = fields.get(name)
    if (!Array.isArray(list) || list.length === 0) return []
    return [
      tree(
        name,
        list.map((entry: Item) => (name === 'blobVersionedHashes' ? entry : named(name, entry))),
        budget,
      ),
    ]
  })
}

function named(list: string, entry: Item): unknown {
  if (!Array.isArray(entry)) return entry
  if (list === 'accessList') return { address: entry[0], storageKeys: entry[1] }
  const [chainId, address, nonce] = entry
  const number = (item: Item | undefined): string => integer(typeof item === 'string' ? item : '0x').toString()
  return { chainId: number(chainId), delegateTo: address, nonce: number(nonce) }
}

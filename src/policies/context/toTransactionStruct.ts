import { absent, caseless, int, notDecoded, type Struct, struct, type Value } from '../evaluate/values.js'
import type { ContractInterfaces } from './interfaces.js'
import type { UnsignedTransaction } from './parseUnsignedTransaction.js'
import { toArgument } from './toArgument.js'

/** The names of the fields by type, in order. What is after them, policies do not see. */
const legacy = ['nonce', 'gas_price', 'gas', 'to', 'value', 'data', 'chain_id']
const fees = ['max_priority_fee_per_gas', 'max_fee_per_gas']
const dynamic = ['chain_id', 'nonce', ...fees, 'gas', 'to', 'value', 'data', 'access_list']
const names: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ['chain_id', 'nonce', 'gas_price', 'gas', 'to', 'value', 'data']],
  [2, dynamic],
  [3, [...dynamic, 'max_fee_per_blob_gas']],
  [4, dynamic],
])

/** Returns `eth.tx` of a transaction. */
export function toTransactionStruct(
  { type, fields }: UnsignedTransaction,
  { from, interfaces }: { from?: string | undefined; interfaces?: ContractInterfaces | undefined },
): Struct {
  const order = type === undefined ? legacy : (names.get(type) ?? [])
  const hex = new Map(order.map((name, index) => [name, fields[index]]))
  const text = (name: string): string => {
    const value = hex.get(name)
    return typeof value === 'string' ? value : '0x'
  }
  const number = (name: string): bigint => (text(name) === '0x' ? 0n : BigInt(text(name)))
  const price = number(hex.has('gas_price') ? 'gas_price' : 'max_fee_per_gas')
  const optional = (name: string): Value => (hex.has(name) ? int(number(name)) : absent(0n))
  const [to, data] = [text('to') === '0x' ? '' : text('to'), text('data')]
  return struct('EthereumTransaction', [
    ['type', type === undefined ? 'LEGACY' : `TYPE_${type}`],
    ['from', from === undefined ? undefined : caseless(from)],
    ['to', caseless(to)],
    ['data', data],
    ['value', int(number('value'))],
    ['gas', int(number('gas'))],
    ['gas_price', int(price)],
    // A transaction without EIP-155 has no chain id, and is valid on every chain.
    ['chain_id', typeof hex.get('chain_id') === 'string' ? int(number('chain_id')) : absent(0n)],
    ['nonce', int(number('nonce'))],
    ['max_fee_per_gas', hex.has('max_fee_per_gas') ? int(number('max_fee_per_gas')) : absent(price)],
    ['max_priority_fee_per_gas', optional('max_priority_fee_per_gas')],
    ['max_fee_per_blob_gas', optional('max_fee_per_blob_gas')],
    ...toCallFields(to, data, interfaces),
  ])
}

/** The fields that only a contract interface gives. */
export function toCallFields(
  to: string,
  data: string,
  interfaces: ContractInterfaces | undefined,
): [string, Value | undefined][] {
  const call = to === '' ? undefined : interfaces?.({ to, data })
  if (call === undefined) return []
  const [name, signature] = [call.functionName, call.functionSignature.toLowerCase()]
  if (call.args === undefined)
    return [
      ['function_name', notDecoded(name)],
      ['function_signature', notDecoded(signature)],
      ['contract_call_args', notDecoded()],
    ]
  const entries = new Map(Object.entries(call.args).map(([name, value]) => [name, toArgument(value)]))
  return [
    ['function_name', name],
    ['function_signature', signature],
    ['contract_call_args', { kind: 'map', entries }],
  ]
}

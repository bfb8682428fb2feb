import type { LargestRequest, World } from './world.ts'

const typedData = (type: string, items: readonly unknown[]): string =>
  JSON.stringify({ domain: {}, types: { A: [{ name: 'a', type }], B: [] }, primaryType: 'A', message: { a: items } })

/** Typed data with a value of each of many types, each of which refers to the next. */
function chainOfTypes(length: number): string {
  const indices = Array.from({ length }, (_, index) => index)
  const types = indices.map((index) => [`T${index}`, [{ name: 'a', type: `T${index + 1}[]` }]])
  return JSON.stringify({
    domain: {},
    types: {
      ...Object.fromEntries(types),
      [`T${length}`]: [],
      A: indices.map((index) => ({ name: `f${index}`, type: `T${index}` })),
    },
    primaryType: 'A',
    message: Object.fromEntries(indices.map((index) => [`f${index}`, { a: [] }])),
  })
}

/** RLP, in hex: https://ethereum.org/developers/docs/data-structures-and-encoding/rlp */
function rlp(kind: 'list' | 'bytes', content: string): string {
  const length = (content.length / 2).toString(16)
  const bytes = Math.ceil(length.length / 2)
  const prefix = (kind === 'list' ? 0xf7 : 0xb7) + bytes
  return `${prefix.toString(16)}${length.padStart(2 * bytes, '0')}${content}`
}

/** An EIP-1559 transaction, unsigned. */
const transaction = (data: string, accessList: string): string =>
  `02${rlp('list', `0101010101${`94${'11'.repeat(20)}`}80${data}${accessList}`)}`

/** The largest requests to sign with an account of the organization. */
export function signingRequests({ submit }: World, signWith: string): LargestRequest[] {
  const sign = (what: string, payload: string, encoding: string, hashFunction = 'NO_OP'): LargestRequest =>
    submit('SIGN_RAW_PAYLOAD_V2', what, {
      signWith,
      payload,
      encoding: `PAYLOAD_ENCODING_${encoding}`,
      hashFunction: `HASH_FUNCTION_${hashFunction}`,
    })
  const signMany = (
    what: string,
    payloads: readonly string[],
    encoding: string,
    hashFunction = 'NO_OP',
  ): LargestRequest =>
    submit('SIGN_RAW_PAYLOADS', what, {
      signWith,
      payloads,
      encoding: `PAYLOAD_ENCODING_${encoding}`,
      hashFunction: `HASH_FUNCTION_${hashFunction}`,
    })
  const signTransaction = (what: string, unsignedTransaction: string): LargestRequest =>
    submit('SIGN_TRANSACTION_V2', what, { signWith, unsignedTransaction, type: 'TRANSACTION_TYPE_ETHEREUM' })
  const authorization = JSON.stringify({ chainId: 1, address: `0x${'44'.repeat(20)}`, nonce: '0x1' })
  const access = `d694${'22'.repeat(20)}c0`
  const keys = rlp('list', `94${'22'.repeat(20)}${rlp('list', `a0${'33'.repeat(32)}`.repeat(15_000))}`)
  return [
    sign('1 MB of hex', 'a5'.repeat(500_000), 'HEXADECIMAL', 'KECCAK256'),
    sign('half a MB of quotes', '"'.repeat(500_000), 'TEXT_UTF8', 'KECCAK256'),
    sign('7,999 strings', typedData('string[]', Array(7_999).fill('a'.repeat(100))), 'EIP712'),
    sign('7,999 empty structs', typedData('B[]', Array(7_999).fill({})), 'EIP712'),
    sign('7,999 lists', typedData('string[][]', Array(7_999).fill([])), 'EIP712'),
    sign('7,999 lists of a long type', typedData(`string[${'0'.repeat(400_000)}][]`, Array(7_999).fill([])), 'EIP712'),
    sign('types of 1 MB', chainOfTypes(300), 'EIP712'),
    sign('7,999 structs of a long name', longName(7_999), 'EIP712'),
    sign('400,000 numbers that are not signed', manyNumbers(400_000), 'EIP712'),
    sign('25,000 fields that are not used', manyFields(25_000), 'EIP712'),
    signMany('1,000 of 1 kB', Array(1000).fill('a5'.repeat(500)), 'HEXADECIMAL', 'KECCAK256'),
    signMany('1,000 of typed data', Array.from({ length: 1000 }, toOwnTypedData), 'EIP712'),
    signMany('1,000 authorizations', Array(1000).fill(authorization), 'EIP7702_AUTHORIZATION'),
    signTransaction('500 kB of data', transaction(rlp('bytes', '11'.repeat(500_000)), 'c0')),
    signTransaction('16,000 addresses', transaction('80', rlp('list', access.repeat(16_000)))),
    signTransaction('15,000 storage keys', transaction('80', rlp('list', keys))),
  ]
}

/** Has types that no other one has. */
function toOwnTypedData(_: unknown, index: number): string {
  return JSON.stringify({
    domain: { name: `${index}` },
    types: { [`A${index}`]: [{ name: 'a', type: 'string[]' }] },
    primaryType: `A${index}`,
    message: { a: Array(6).fill('a'.repeat(50)) },
  })
}

function manyFields(count: number): string {
  const types = { A: [], B: Array(count).fill({ name: 'a', type: 'bool' }) }
  return JSON.stringify({ domain: {}, types, primaryType: 'A', message: {} })
}

function longName(count: number): string {
  const name = 'A'.repeat(300_000)
  const types = { [name]: [], B: [{ name: 'a', type: `${name}[]` }] }
  return JSON.stringify({ domain: {}, types, primaryType: 'B', message: { a: Array(count).fill({}) } })
}

/** One of them may be beyond 2^53. */
function manyNumbers(count: number): string {
  return JSON.stringify({
    domain: {},
    types: { A: [] },
    primaryType: 'A',
    message: { a: Array(count).fill(1), b: 1e22 },
  })
}

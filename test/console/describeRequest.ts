import { serializeTransaction, type TransactionSerializable } from 'viem'
import { at, type KeyPair, keyPair, textAt } from '../signer/testClient.js'
import { type OpenedConsole, openConsole } from './openConsole.js'

export type Field = { name: string; value?: string; note?: string; fields?: Field[] }
export type Described = { title: string; request: Field[] }

export const bob = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

/** A signer with a sub-organization whose user stamps with `key`, and which has one address. */
export async function openWithWallet(): Promise<
  OpenedConsole & { key: KeyPair; organizationId: string; address: string }
> {
  const page = await openConsole()
  const key = keyPair()
  const { id, address } = await page.createSubOrganization([{ apiKeys: [key] }])
  return { ...page, key, organizationId: id, address }
}

/** What the page shows of `sign_transaction`. */
export async function describeTransaction(transaction: TransactionSerializable): Promise<Described> {
  const { address, ...page } = await openWithWallet()
  return describe(page, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {
    signWith: address,
    unsignedTransaction: serializeTransaction(transaction).slice(2),
    type: 'TRANSACTION_TYPE_ETHEREUM',
  })
}

/** What the page shows of `sign_raw_payload`, or of `sign_raw_payloads` for a list. */
export async function describePayload(
  payload: string | readonly string[],
  encoding: 'HEXADECIMAL' | 'TEXT_UTF8' | 'EIP712' | 'EIP7702_AUTHORIZATION',
  hashFunction: 'NO_OP' | 'SHA256' | 'KECCAK256' = 'NO_OP',
): Promise<Described> {
  const { address, ...page } = await openWithWallet()
  const common = {
    signWith: address,
    encoding: `PAYLOAD_ENCODING_${encoding}`,
    hashFunction: `HASH_FUNCTION_${hashFunction}`,
  }
  return typeof payload === 'string'
    ? describe(page, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { ...common, payload })
    : describe(page, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...common, payloads: payload })
}

/** Signing may fail: then the answer has no activity, but the page shows it all the same. */
async function describe(
  { submit, get, key, organizationId }: Omit<Awaited<ReturnType<typeof openWithWallet>>, 'address'>,
  type: string,
  parameters: object,
): Promise<Described> {
  await submit(key, type, parameters, { organizationId })
  const { body } = await get(`/page/activities?organization=${organizationId}`)
  return readDescription((await get(`/page/activities/${textAt(body, 'activities.0.id')}`)).body)
}

export function readDescription(body: unknown): Described {
  const request = at(body, 'request')
  if (!Array.isArray(request)) throw new Error('there is no request')
  return { title: textAt(body, 'title'), request }
}

/** How much the page shows: fields, and characters of JSON. */
export function sizeOf(fields: readonly Field[]): { fields: number; characters: number } {
  const nested = fields.map(({ fields = [] }) => sizeOf(fields).fields)
  return {
    fields: fields.length + nested.reduce((sum, count) => sum + count, 0),
    characters: JSON.stringify(fields).length,
  }
}

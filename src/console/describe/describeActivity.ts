import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import type { Field } from '../types.js'
import { activityTitle } from './activityTitle.js'
import { decodeHex } from './decodeHex.js'
import { describePayload, type RawPayload } from './describePayload.js'
import { describeTransaction } from './describeTransaction.js'
import type { Description, PayloadDescription } from './description.js'
import { mapToFields, recordToFields, unreadableField } from './fields.js'
import { listOf, textOf } from './parameters.js'

type Parameters = Record<string, unknown>

/** Describes what an activity does. */
export function describeActivity(
  reader: ConsoleReader,
  activity: { id: string; organizationId: string; type: string; body: string },
): Description {
  const parsed = reader.parameters(activity)
  if (parsed === undefined) return { title: spellOut(activity.type), fields: () => [unreadableField('request')] }
  const { path, parameters } = parsed
  if (path === 'sign_transaction') return describeSignTransaction(reader, parameters)
  if (path === 'sign_raw_payload') return describeSignPayloads(reader, parameters, [parameters.payload])
  if (path === 'sign_raw_payloads') return describeSignPayloads(reader, parameters, listOf(parameters, 'payloads'))
  const userName = (id: string): string => reader.userName(activity.organizationId, id) ?? id
  return {
    title: activityTitle(parsed, userName) ?? spellOut(activity.type),
    fields: (budget) => recordToFields(parameters, budget),
  }
}

function describeSignTransaction(reader: ConsoleReader, parameters: Parameters): Description {
  if (textOf(parameters, 'type') !== 'TRANSACTION_TYPE_ETHEREUM')
    return {
      title: 'Sign a transaction for another kind of chain',
      fields: (budget) => recordToFields(parameters, budget),
    }
  const hex = textOf(parameters, 'unsignedTransaction')
  const bytes = decodeHex(hex)
  const transaction = bytes === undefined ? undefined : reader.transaction(bytes)
  const { title, fields }: Description =
    transaction === undefined
      ? {
          title: 'Sign an unreadable transaction',
          fields: () => [{ name: 'transaction', value: hex, note: 'Not an unsigned Ethereum transaction.' }],
        }
      : describeTransaction(transaction)
  return { title, fields: (budget) => [...fields(budget), signWithOf(parameters)] }
}

function describeSignPayloads(
  reader: ConsoleReader,
  parameters: Parameters,
  payloads: readonly unknown[],
): Description {
  const options = { encoding: textOf(parameters, 'encoding'), hashFunction: textOf(parameters, 'hashFunction') }
  const described = payloads.map((payload) => describePayload(reader, { ...options, payload: `${payload}` }))
  const [only, ...others] = described
  const common = [encodingField(options), signWithOf(parameters)]
  if (only !== undefined && others.length === 0)
    return { title: only.title, fields: (budget) => [...only.fields(budget), ...common] }
  return {
    title: `Sign ${countKinds(described)}`,
    fields: (budget) => [
      ...mapToFields(described, budget, 0, ({ title, fields: fieldsOf }, index) => {
        const fields = fieldsOf(budget)
        budget.remaining -= fields.length
        return { name: `payload ${index + 1}`, value: title, fields }
      }),
      ...common,
    ],
  }
}

/** `2 transactions and 1 message` */
function countKinds(described: readonly PayloadDescription[]): string {
  const counts = new Map<string, number>()
  for (const { kind } of described) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const texts = [...counts].map(
    ([kind, count]) => `${count.toLocaleString('en')} ${count === 1 ? kind.replace(/s$/, '') : kind}`,
  )
  return new Intl.ListFormat('en').format(texts)
}

const encodings: ReadonlyMap<string, string> = new Map([
  ['PAYLOAD_ENCODING_EIP712', 'EIP-712'],
  ['PAYLOAD_ENCODING_EIP7702_AUTHORIZATION', 'EIP-7702'],
  ['PAYLOAD_ENCODING_TEXT_UTF8', 'UTF-8 text'],
  ['PAYLOAD_ENCODING_HEXADECIMAL', 'hexadecimal'],
])
const hashFunctions: ReadonlyMap<string, string> = new Map([
  ['HASH_FUNCTION_SHA256', 'hashed with SHA-256'],
  ['HASH_FUNCTION_KECCAK256', 'hashed with Keccak-256'],
])

function encodingField({ encoding, hashFunction }: Omit<RawPayload, 'payload'>): Field {
  const note = hashFunctions.get(hashFunction)
  return { name: 'encoding', value: encodings.get(encoding) ?? encoding, ...(note === undefined ? {} : { note }) }
}

function signWithOf(parameters: Parameters): Field {
  return { name: 'sign with', value: textOf(parameters, 'signWith') }
}

/** `ACTIVITY_TYPE_SET_PAYMENT_METHOD_V2` → `Set payment method` */
function spellOut(type: string): string {
  const words = type
    .replace(/^ACTIVITY_TYPE_/, '')
    .replace(/_V[0-9]+$/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

import type { Field } from '../types.js'
import { chainName } from './chains.js'
import type { Description } from './description.js'
import { type FieldBudget, jsonToField, mapToFields, recordToFields } from './fields.js'
import { isRecord, parseJson } from './json.js'
import { quote } from './text.js'

type Types = Record<string, unknown>
type Member = { name: string; type: string }

/**
 * Describes EIP-712 typed data in JSON: the values that are part of the hash, with their types, and no others.
 * https://eips.ethereum.org/EIPS/eip-712
 */
export function describeTypedData(json: string): Description {
  const typedData = parseJson(json)
  if (!isRecord(typedData))
    return { title: 'Sign unreadable typed data', fields: () => [{ name: 'payload', value: json }] }
  const primaryType = typeof typedData.primaryType === 'string' ? typedData.primaryType : 'unnamed'
  const types = isRecord(typedData.types) ? typedData.types : {}
  const domain = pickSigned(isRecord(typedData.domain) ? typedData.domain : {}, types)
  return {
    title: `Sign typed data ${quote(primaryType, 40)}${describeDomain(domain)}`,
    fields: (budget) => [
      { name: 'primary type', value: primaryType },
      { name: 'domain', fields: recordToFields(domain, budget) },
      {
        name: 'message',
        note: primaryType,
        fields: structToFields(typedData.message, primaryType, types, budget, 0),
      },
    ],
  }
}

/** Only the members of the type EIP712Domain are hashed; without that type, those that the standard names. */
function pickSigned(domain: Record<string, unknown>, types: Types): Record<string, unknown> {
  const standard = ['name', 'version', 'chainId', 'verifyingContract', 'salt']
  const names = membersOf('EIP712Domain', types)?.map(({ name }) => name) ?? standard
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(domain, name) ? [[name, domain[name]]] : [])))
}

function describeDomain({ name, chainId }: Record<string, unknown>): string {
  const app = typeof name === 'string' && name !== '' ? ` for ${quote(name, 40)}` : ''
  const id = typeof chainId === 'number' || typeof chainId === 'string' ? `${chainId}` : ''
  return `${app}${/^[0-9]{1,20}$/.test(id) ? ` on ${chainName(BigInt(id))}` : ''}`
}

function membersOf(type: string, types: Types): Member[] | undefined {
  const members = Object.hasOwn(types, type) ? types[type] : undefined
  if (!Array.isArray(members)) return undefined
  return members.flatMap((member: unknown) =>
    isRecord(member) && typeof member.name === 'string' && typeof member.type === 'string'
      ? [{ name: member.name, type: member.type }]
      : [],
  )
}

/** Members that the type does not name are not part of the hash, so they are left out. */
function structToFields(value: unknown, type: string, types: Types, budget: FieldBudget, depth: number): Field[] {
  const members = membersOf(type, types)
  if (members === undefined || !isRecord(value)) return [jsonToField('message', value, budget, depth)]
  return mapToFields(members, budget, depth, (member) => {
    const { name } = member
    return valueToField(member, Object.hasOwn(value, name) ? value[name] : undefined, types, budget, depth + 1)
  })
}

function valueToField({ name, type }: Member, value: unknown, types: Types, budget: FieldBudget, depth: number): Field {
  // No expression: a type may be half a megabyte long, and have thousands of values.
  const itemType = type.endsWith(']') ? type.slice(0, type.lastIndexOf('[')) : undefined
  if (itemType !== undefined && Array.isArray(value)) {
    const fields = mapToFields(value, budget, depth, (item, index) =>
      valueToField({ name: `${index}`, type: itemType }, item, types, budget, depth + 1),
    )
    return { name, note: type, fields }
  }
  if (isRecord(value) && membersOf(type, types) !== undefined)
    return { name, note: type, fields: structToFields(value, type, types, budget, depth + 1) }
  if (value === undefined) return { name, note: `${type}, missing` }
  return { ...jsonToField(name, value, budget, depth), note: type }
}

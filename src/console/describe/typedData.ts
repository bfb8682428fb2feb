import type { Fact } from '../types.js'
import { chainName } from './chains.js'
import { quote } from './format.js'
import { isRecord, parseJson } from './json.js'
import type { Words } from './transaction.js'
import { type Budget, partsOf, tree, treeOf } from './tree.js'

type Fields = { name: string; type: string }[]

/** EIP-712 typed data as JSON: what is signed of it, as a tree with its types. */
export function describeTypedData(json: string): Words {
  const value = parseJson(json)
  if (!isRecord(value))
    return { title: 'Sign typed data that cannot be read', asked: () => [{ name: 'payload', value: json }] }
  const primaryType = typeof value.primaryType === 'string' ? value.primaryType : 'unnamed'
  const types = isRecord(value.types) ? value.types : {}
  const domain = signedOf(isRecord(value.domain) ? value.domain : {}, types)
  return {
    title: `Sign typed data ${quote(primaryType, 40)}${whereOf(domain)}`,
    asked: (budget) => [
      { name: 'primary type', value: primaryType },
      { name: 'domain', parts: treeOf(domain, budget) },
      { name: 'message', note: primaryType, parts: struct(value.message, primaryType, types, budget, 0) },
    ],
  }
}

/** Of the domain, what its type names is signed; the fields of the standard where it has no type. */
function signedOf(domain: Record<string, unknown>, types: Record<string, unknown>): Record<string, unknown> {
  const standard = ['name', 'version', 'chainId', 'verifyingContract', 'salt']
  const names = fieldsOf('EIP712Domain', types)?.map(({ name }) => name) ?? standard
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(domain, name) ? [[name, domain[name]]] : [])))
}

function whereOf({ name, chainId }: Record<string, unknown>): string {
  const of = typeof name === 'string' && name !== '' ? ` of ${quote(name, 40)}` : ''
  const id = typeof chainId === 'number' || typeof chainId === 'string' ? `${chainId}` : ''
  return `${of}${/^[0-9]{1,20}$/.test(id) ? ` on ${chainName(BigInt(id))}` : ''}`
}

function fieldsOf(type: string, types: Record<string, unknown>): Fields | undefined {
  const fields = Object.hasOwn(types, type) ? types[type] : undefined
  if (!Array.isArray(fields)) return undefined
  return fields.flatMap((field: unknown) =>
    isRecord(field) && typeof field.name === 'string' && typeof field.type === 'string'
      ? [{ name: field.name, type: field.type }]
      : [],
  )
}

/** The fields its type names, in their order: the others are not part of what is signed. */
function struct(value: unknown, type: string, types: Record<string, unknown>, budget: Budget, depth: number): Fact[] {
  const fields = fieldsOf(type, types)
  if (fields === undefined || !isRecord(value)) return [tree('message', value, budget, depth)]
  return partsOf(fields, budget, depth, (field) =>
    typed(
      field.name,
      Object.hasOwn(value, field.name) ? value[field.name] : undefined,
      field.type,
      types,
      budget,
      depth + 1,
    ),
  )
}

function typed(
  name: string,
  value: unknown,
  type: string,
  types: Record<string, unknown>,
  budget: Budget,
  depth: number,
): Fact {
  const item = /^(.+)\[[0-9]*\]$/s.exec(type)?.[1]
  if (item !== undefined && Array.isArray(value)) {
    const parts = partsOf(value, budget, depth, (entry, at) => typed(`${at}`, entry, item, types, budget, depth + 1))
    return { name, note: type, parts }
  }
  if (isRecord(value) && fieldsOf(type, types) !== undefined)
    return { name, note: type, parts: struct(value, type, types, budget, depth + 1) }
  if (value === undefined) return { name, note: `${type}, missing` }
  return { ...tree(name, value, budget, depth), note: type }
}

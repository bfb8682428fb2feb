import type { SignerResponse } from '../protocol/messages.js'
import { isRecord } from '../protocol/parse.js'
import type { Fault } from './readFault.js'

/** Replaces values, or the ends of strings, at some paths of the body. A path that does not exist is ignored. */
export function tamper(
  response: SignerResponse,
  { values, ends = {} }: Pick<Extract<Fault, { kind: 'tampered' }>, 'values' | 'ends'>,
): SignerResponse {
  const body: unknown = JSON.parse(response.body)
  for (const [path, value] of Object.entries(values)) change(body, path, () => value)
  for (const [path, end] of Object.entries(ends))
    change(body, path, (value) => (typeof value === 'string' ? value.slice(0, -end.length) + end : value))
  return { ...response, body: JSON.stringify(body) }
}

function change(body: unknown, path: string, to: (value: unknown) => unknown): void {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const parent = keys.reduce<unknown>(inside, body)
  if ((isRecord(parent) || Array.isArray(parent)) && Object.hasOwn(parent, last))
    Reflect.set(parent, last, to(Reflect.get(parent, last)))
}

function inside(value: unknown, key: string): unknown {
  if (!isRecord(value) && !Array.isArray(value)) return undefined
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}

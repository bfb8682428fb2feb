import type { TransactionSerializable } from 'viem'
import { isObject } from '../client/guards.js'
import { isBytes } from './isBytes.js'

/**
 * Copies a transaction, so that it cannot change while a prompt is open. Each property is read once, inherited getters
 * included. Arrays, plain objects and bytes inside are copied too; instances of other classes (a fee payer's account, KZG
 * bindings) are not.
 *
 * The signature of an earlier form of the transaction is left out: a serializer would take it for the new signature.
 */
export function copyTransaction(transaction: TransactionSerializable): TransactionSerializable {
  const names = new Set<string>()
  // Its own properties, and the getters of its classes.
  for (let object: object | null = transaction; object && object !== Object.prototype; object = prototypeOf(object)) {
    for (const [name, { get, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(object)))
      if ((get || enumerable) && !/^(r|s|v|yParity)$/.test(name)) names.add(name)
  }
  const copy = Array.from(names, (name) => [name, copyValue(Reflect.get(transaction, name))])
  return Object.fromEntries(copy)
}

/** Copies arrays, plain objects and bytes deeply. A value that appears twice or contains itself is copied once. */
export function copyValue(value: unknown, copies: Map<unknown, unknown> = new Map()): unknown {
  if (isBytes(value)) return Uint8Array.from(value)
  if (!Array.isArray(value) && !isPlain(value)) return value
  const existing = copies.get(value)
  if (existing !== undefined) return existing
  const copy: object = Array.isArray(value) ? [] : {}
  copies.set(value, copy)
  const entries = Object.entries(value).map(([name, item]) => [name, copyValue(item, copies)])
  // Defined instead of assigned, so that `__proto__` is a name like any other.
  return Object.defineProperties(copy, Object.getOwnPropertyDescriptors(Object.fromEntries(entries)))
}

function isPlain(value: unknown): value is object {
  if (!isObject(value)) return false
  const prototype = prototypeOf(value)
  return !prototype || !prototypeOf(prototype)
}

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value)

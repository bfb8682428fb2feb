import type { SQLOutputValue } from 'node:sqlite'
import { types } from 'node:util'
import { fromUuidBytes } from './uuidBytes.js'

export type Row = Record<string, SQLOutputValue>

function unexpected(row: Row, column: string): Error {
  return new TypeError(`column ${column} holds ${row[column] === null ? 'NULL' : typeof row[column]}`)
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw unexpected(row, column)
  return value
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw unexpected(row, column)
  return value
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (!types.isUint8Array(value)) throw unexpected(row, column)
  return value
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}

/** A UUID that is stored as its 16 bytes. */
export function uuid(row: Row, column: string): string {
  return fromUuidBytes(bytes(row, column))
}

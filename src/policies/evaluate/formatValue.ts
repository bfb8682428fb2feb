import { isList, type Value } from './values.js'

/** A value that is longer is cut. */
const maxLength = 200

/** Formats a value for people, in at most some 200 characters. What comes after them is not read. */
export function formatValue(value: Value): string {
  let text = ''
  const isFull = (): boolean => text.length > maxLength

  /** Adds values between commas, those that there is room for. */
  function addAll<item>(items: Iterable<item>, most: number, add: (item: item) => void): void {
    let count = 0
    for (const item of items) {
      if (count >= most || isFull()) return
      if (count > 0) text += ', '
      add(item)
      count += 1
    }
  }

  function add(value: Value): void {
    if (typeof value === 'boolean' || typeof value === 'bigint') text += String(value)
    else if (typeof value === 'string') text += quote(value)
    else if (isList(value)) {
      text += '['
      addAll(value, 3, add)
      text += value.length > 3 ? `, … ${value.length} items]` : ']'
    } else
      switch (value.kind) {
        case 'caseless':
          text += quote(value.text)
          break
        case 'timestamp':
          text += new Date(Number(value.nanoseconds / 1_000_000n)).toISOString()
          break
        case 'struct':
          text += '{'
          addAll(value.fields, Number.POSITIVE_INFINITY, ([name, field]) => {
            text += `${name}: `
            add(field)
          })
          text += '}'
          break
        case 'map':
          text += '{'
          addAll(value.entries.keys(), 10, (key) => {
            text += printable(key)
          })
          text += '}'
          break
        case 'unclear':
          if (value.value === undefined) text += 'not decoded'
          else add(value.value)
          break
        case 'opaque':
          text += value.description
      }
  }

  add(value)
  return truncate(text)
}

const truncate = (text: string): string => (text.length > maxLength ? `${text.slice(0, 190)}…` : text)
const printable = (text: string): string => truncate(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')
const quote = (text: string): string => `'${printable(text)}'`

import { InvalidParameterError } from '../../errors/config.js'

const invalid = (parameter: string, value: unknown, message: string): InvalidParameterError =>
  new InvalidParameterError({ parameter, value: String(value), message })

/** Returns an address as it goes into a rule. */
export function toAddress(parameter: string, value: unknown): string {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value))
    throw invalid(parameter, value, `\`${parameter}\` is not an address: 0x and 40 hexadecimal digits.`)
  return value.toLowerCase()
}

/** Returns a selector as it goes into a rule: lower case, as `eth.tx.data` is. */
export function toSelector(parameter: string, value: unknown): string {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{8}$/.test(value))
    throw invalid(parameter, value, `\`${parameter}\` is not a function selector: 0x and 8 hexadecimal digits.`)
  return value.toLowerCase()
}

/** Returns an integer as it goes into a rule. `int` of the language has 128 bits. */
export function toInt(parameter: string, value: unknown, min = 0n): string {
  const integer =
    typeof value === 'bigint' ? value : typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : -1n
  if (integer < min || integer >= 2n ** 127n)
    throw invalid(parameter, value, `\`${parameter}\` is not an integer from ${min} to 2^127 - 1.`)
  return String(integer)
}

/** Refuses an empty list: a rule made of it would allow nothing, or everything. */
export function toItems<item>(parameter: string, value: readonly item[]): readonly item[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(parameter, value, `\`${parameter}\` must be a list of at least one.`)
  return value
}

/** `x == 'a'`, or `x in ['a', 'b']`. */
export function isOneOf(path: string, texts: readonly string[]): string {
  const [first] = texts
  return texts.length === 1 ? `${path} == '${first}'` : `${path} in [${texts.map((text) => `'${text}'`).join(', ')}]`
}

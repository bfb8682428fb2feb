import { UsageError } from './errors.ts'

/** The longest timeout that Node supports, in seconds. */
const maxTimeoutSeconds = 2_147_483

/**
 * Reads a whole number from a command-line option.
 *
 * @param name The option's name, for the message.
 * @throws UsageError
 */
export function readNumber(
  name: string,
  text: string,
  { min = 0, max = 999_999_999_999_999 }: { min?: number; max?: number } = {},
): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : -1
  if (number < min || number > max)
    throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`)
  return number
}

/** Reads a timeout in seconds. @throws UsageError */
export function readSeconds(name: string, text: string): number {
  return readNumber(name, text, { min: 1, max: maxTimeoutSeconds })
}

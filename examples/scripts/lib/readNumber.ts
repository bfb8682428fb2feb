import { UsageError } from './errors.ts'

/** The longest time that a timer of Node takes, in seconds. */
const longest = 2_147_483

/**
 * A whole number from the command line.
 *
 * @param name Of the option, for the message.
 * @throws UsageError
 */
export function readNumber(
  name: string,
  text: string,
  { min = 0, max = 999_999_999_999_999 }: { min?: number; max?: number } = {},
): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : -1
  if (number < min || number > max)
    throw new UsageError(`${name} is a whole number from ${min} to ${max}, and not ${JSON.stringify(text)}.`)
  return number
}

/** How long something may take, in seconds. @throws UsageError */
export function readSeconds(name: string, text: string): number {
  return readNumber(name, text, { min: 1, max: longest })
}

// https://www.rfc-editor.org/rfc/rfc3339#section-5.6, with a zero offset only.
const pattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:[Zz]|[+-]00:00)$/

/** Parses the text of `Timestamp('…')`. @returns nanoseconds since 1970, or undefined if it is not one with a zero offset. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined
  // `Date.UTC` takes years below 100 for those of the twentieth century.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  // A day that the month does not have is one of the next month.
  if (day < 1 || date.getUTCDate() !== day) return undefined
  return BigInt(date.getTime()) * 1_000_000n + BigInt((match[7] ?? '').padEnd(9, '0'))
}

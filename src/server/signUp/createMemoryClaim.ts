/** The longest total of the values, in characters. */
const maxLength = 8 * 1024 * 1024

/** Creates a `claim` that knows the claims of this process. Forgets the oldest ones when they become too many. */
export function createMemoryClaim(): (key: string, value: string) => string {
  const values = new Map<string, string>()
  let length = 0
  return (key, value) => {
    const stored = values.get(key)
    if (stored !== undefined) return stored
    values.set(key, value)
    length += value.length
    for (const [oldest, { length: freed }] of values) {
      if (length <= maxLength) break
      values.delete(oldest)
      length -= freed
    }
    return value
  }
}

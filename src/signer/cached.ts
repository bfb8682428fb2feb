/** The same function, remembering its last results: what is used often stays, the rest goes. Errors are not remembered. */
export function cached<value>(make: (key: string) => value, size: number): (key: string) => value {
  const known = new Map<string, value>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.delete(key)
    known.set(key, value)
    if (known.size > size) {
      const [oldest] = known.keys()
      if (oldest !== undefined) known.delete(oldest)
    }
    return value
  }
}

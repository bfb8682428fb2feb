/** Quotes a text that a user wrote, on one line and at most `maxLength` characters long. */
export function quote(text: string, maxLength = 60): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const characters = [...line.slice(0, 2 * maxLength)]
  const isLong = characters.length > maxLength || line.length > 2 * maxLength
  return `“${isLong ? `${characters.slice(0, maxLength).join('').trimEnd()}…` : line}”`
}

/** Shortens an address or a hash: `0x709979…79C8`. */
export function shortenHex(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex
}

/** `1 user`, `2 users` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Formats an integer as a decimal with this many places, without trailing zeros. */
export function formatUnits(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`
}

/** `90` → `90 seconds`, `7200` → `2 hours` */
export function formatSeconds(count: number): string {
  const units: [string, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ]
  const [name, size] = units.find(([, size]) => count >= size && count % size === 0) ?? ['second', 1]
  return plural(count / size, name)
}

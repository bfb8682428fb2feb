/** A text somebody gave, short enough for a line. */
export function quote(text: string, max = 60): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const letters = [...line.slice(0, 2 * max)]
  return `“${letters.length > max || line.length > 2 * max ? `${letters.slice(0, max).join('').trimEnd()}…` : line}”`
}

/** An address or a digest, short enough for a line. */
export function short(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`
}

/** `plural` with an article for one. */
export function some(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `${/^[aeioAEIO]/.test(one) ? 'an' : 'a'} ${one}` : `${count} ${many}`
}

/** A whole number as a decimal of so many places, without zeros at the end. */
export function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`
}

export function seconds(count: number): string {
  const units: [string, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ]
  const [name, size] = units.find(([, size]) => count >= size && count % size === 0) ?? ['second', 1]
  return plural(count / size, name)
}

import { formatEther } from 'viem'

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** In the user's language and time zone. */
export function formatDate(value: Date | number): string {
  return date.format(value)
}

export function formatAmount(value: bigint): string {
  return Number(formatEther(value)).toLocaleString(undefined, { maximumFractionDigits: 4 })
}

export function formatCount(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

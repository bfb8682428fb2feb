import type { Fact } from '../types.js'
import { type Budget, leftOut } from './tree.js'

/** As hex, the longest code a contract may be created with, https://eips.ethereum.org/EIPS/eip-3860, and its arguments. */
const longestValue = 100_000
/** Names and types come from requests as well. */
const longestName = 200
const longest = 500_000

/** The same facts, each as long as anybody reads and all together no longer than a page bears; the outer before the inner. */
export function truncate(
  facts: readonly Fact[],
  budget: Budget,
  room: { characters: number } = { characters: longest },
): Fact[] {
  const kept: Fact[] = []
  for (const fact of facts) {
    if (room.characters <= 0) break
    const short = shorten(fact, budget)
    room.characters -= short.name.length + (short.value?.length ?? 0) + (short.note?.length ?? 0)
    kept.push(short)
  }
  const whole = kept.map((fact) =>
    fact.parts === undefined ? fact : { ...fact, parts: truncate(fact.parts, budget, room) },
  )
  return kept.length === facts.length ? whole : [...whole, leftOut(facts.length - kept.length, budget)]
}

function shorten(fact: Fact, { rest }: Budget): Fact {
  const { value } = fact
  const name = cut(fact.name, longestName)
  const note = fact.note === undefined ? [] : [cut(fact.note, longestName)]
  const over = (value?.length ?? 0) - longestValue
  if (over > 0) note.push(`${over.toLocaleString('en')} characters more: ${rest}`)
  return {
    ...fact,
    name,
    ...(value === undefined ? {} : { value: cut(value, longestValue) }),
    ...(note.length === 0 ? {} : { note: note.join(', ') }),
  }
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text
}

import type { SearchResult, SearchResults } from '../types.js'
import type { ConsoleContext } from './context.js'

/** Finds what has a name, an ID, an address or a credential that begins with the query. */
export function search({ reader, titleOf }: ConsoleContext, query: string): SearchResults {
  // The page itself shortens addresses: 0x709979…79C8.
  const [start = '', end = ''] = /^(0x[0-9a-f]+)…([0-9a-f]+)$/i.exec(query)?.slice(1) ?? [query]
  if (start === '') return { results: [] }
  const seen = new Set<string>()
  const results = reader.browse.search(start).flatMap(({ kind, id, organizationId, text }): SearchResult[] => {
    if (seen.has(`${kind}${id}`)) return []
    seen.add(`${kind}${id}`)
    if (end !== '' && !(kind === 'address' && text.toLowerCase().endsWith(end.toLowerCase()))) return []
    const organizationName = reader.browse.organization(organizationId)?.name ?? ''
    return [{ kind, id, text: kind === 'activity' ? titleOf(id) : text, organizationId, organizationName }]
  })
  return { results }
}

import type { SearchResult, SearchResults } from '../types.js'
import type { ConsoleContext } from './context.js'
import { createPause } from './createPause.js'

/** Finds what has a name, an ID, an address or a credential that begins with the query. */
export async function search({ reader, titleOf }: ConsoleContext, query: string): Promise<SearchResults> {
  // The page itself shortens addresses: 0x709979…79C8.
  const [start = '', end = ''] = /^(0x[0-9a-f]+)…([0-9a-f]+)$/i.exec(query)?.slice(1) ?? [query]
  if (start === '') return { results: [] }
  const results = new Map<string, SearchResult>()
  const pause = createPause(reader)
  for (const { kind, id, organizationId, text } of reader.browse.search(start)) {
    if (results.has(`${kind}${id}`)) continue
    if (end !== '' && !(kind === 'address' && text.toLowerCase().endsWith(end.toLowerCase()))) continue
    // The title of an activity may take reading a megabyte.
    await pause()
    const organizationName = reader.browse.organization(organizationId)?.name ?? ''
    results.set(`${kind}${id}`, {
      kind,
      id,
      text: kind === 'activity' ? titleOf(id) : text,
      organizationId,
      organizationName,
    })
  }
  return { results: [...results.values()] }
}

import type { Hit, HitList } from '../types.js'
import type { Readable } from './readActivities.js'

/** What a name, an id, an address or a credential leads to, by how it begins. */
export function readHits({ browse, titles }: Readable, query: string): HitList {
  // The page itself shortens what is long: 0x709979…79C8.
  const [beginning = '', end = ''] = /^(0x[0-9a-f]+)…([0-9a-f]+)$/i.exec(query)?.slice(1) ?? [query]
  if (beginning === '') return { hits: [] }
  const seen = new Set<string>()
  const hits = browse.search(beginning).flatMap(({ kind, id, organizationId, text }): Hit[] => {
    if (seen.has(`${kind}${id}`)) return []
    seen.add(`${kind}${id}`)
    if (end !== '' && !(kind === 'address' && text.toLowerCase().endsWith(end.toLowerCase()))) return []
    const organizationName = browse.organization(organizationId)?.name ?? ''
    return [{ kind, id, text: kind === 'activity' ? titles.of(id) : text, organizationId, organizationName }]
  })
  return { hits }
}

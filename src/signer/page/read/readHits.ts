import * as Address from 'ox/Address'
import type { Hit, HitList } from '../types.js'
import type { Readable } from './readActivities.js'
import { readLines } from './readActivities.js'

const most = 20

/** What a name, an id, an address or a credential leads to. Addresses may be written in any case. */
export function readHits(from: Readable, query: string): HitList {
  if (query === '') return { hits: [] }
  const { browse } = from.store
  const wanted = /^0x[0-9a-f]{40}$/i.test(query) ? Address.checksum(`0x${query.slice(2).toLowerCase()}`) : query
  const seen = new Set<string>()
  const hits = browse.search(wanted, most).flatMap(({ kind, id, organizationId, text }): Hit[] => {
    if (seen.has(`${kind}${id}`)) return []
    seen.add(`${kind}${id}`)
    const organizationName = browse.organization(organizationId)?.name ?? ''
    if (kind !== 'activity') return [{ kind, text, organizationId, organizationName }]
    return readLines(from, [id]).map(({ title }) => ({
      kind,
      text: title,
      organizationId,
      organizationName,
      activityId: id,
    }))
  })
  return { hits }
}

import { isUuid } from '../parse.js'
import { assets } from './assets.js'
import { pageHeaders } from './headers.js'
import { isForeign } from './isForeign.js'
import { type Readable, readActivities, readActivity } from './read/readActivities.js'
import { readHits } from './read/readHits.js'
import { readAccounts, readOrganization, readOrganizations, readPrivateKeys } from './read/readOrganizations.js'
import { streamChanges } from './streamChanges.js'

/**
 * The signer's own web page: a function from request to answer, like the signer itself. It reads, and changes nothing.
 *
 * @param onError Told of the page's own faults.
 */
export function createPage(from: Readable, onError: (error: unknown) => void): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await answer(from, request)
    } catch (error) {
      onError(error)
      return refusal(500, 'internal error')
    }
  }
}

async function answer(from: Readable, request: Request): Promise<Response> {
  const isHead = request.method === 'HEAD'
  if (!isHead && request.method !== 'GET') return refusal(405, 'only GET', { allow: 'GET, HEAD' })
  if (isForeign(request)) return refusal(403, 'this page is not for other sites to read')
  const url = new URL(request.url)
  const asset = assets.get(url.pathname)
  if (asset !== undefined) return respond(isHead ? null : asset.text, asset.type)
  if (!from.store.isOpen()) return refusal(503, 'the signer is closed')
  if (url.pathname === '/page/changes' && !isHead) return streamChanges(from, request)
  const found = read(from, url)
  // Nothing is shown that may yet not be kept.
  await from.store.settled()
  if (found === undefined) return refusal(404, 'not found')
  return respond(isHead ? null : JSON.stringify(found), 'application/json')
}

function respond(body: string | null, type: string, init: { status?: number; headers?: Record<string, string> } = {}) {
  return new Response(body, { ...init, headers: { ...pageHeaders, ...init.headers, 'content-type': type } })
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return respond(JSON.stringify({ message }), 'application/json', { status, headers })
}

/** What a path of the page stands for; undefined if there is no such thing. */
function read(from: Readable, { pathname, searchParams }: URL): object | undefined {
  const match = /^\/page\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z-]+))?$/.exec(pathname)
  const [, list, id, below] = match ?? []
  if (id !== undefined && !isUuid(id)) return undefined
  // Where an earlier answer left off: its `next`, or the id of its last activity.
  const next = searchParams.get('from') ?? undefined
  const position = next !== undefined && /^[0-9]{1,15}$/.test(next) ? next : undefined
  switch (`${list}${id === undefined ? '' : '/id'}${below === undefined ? '' : `/${below}`}`) {
    case 'activities': {
      const organizationId = searchParams.get('organization') ?? undefined
      return readActivities(from, {
        ...(next !== undefined && isUuid(next) ? { olderThan: next } : {}),
        ...(organizationId === undefined ? {} : { organizationId }),
      })
    }
    case 'activities/id':
      return readActivity(from, `${id}`)
    case 'organizations':
      return readOrganizations(from, position)
    case 'organizations/id':
      return readOrganization(from, `${id}`)
    case 'organizations/id/private-keys':
      return readPrivateKeys(from.store, `${id}`, position)
    case 'wallets/id/accounts':
      return readAccounts(from.store, `${id}`, undefined, position)
    case 'search':
      return readHits(from, (searchParams.get('q') ?? '').trim().slice(0, 300))
    default:
      return undefined
  }
}

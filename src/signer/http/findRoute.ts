import type { ActivityDefinition } from '../activities/defineActivity.js'
import type { VoteDefinition } from '../activities/defineVote.js'
import { findActivity, findVote } from '../activities/index.js'
import { notFound, unimplemented, WireError } from '../protocol/WireError.js'
import type { QueryDefinition } from '../queries/defineQuery.js'
import { findQuery } from '../queries/index.js'

export type Route =
  | { kind: 'query'; definition: QueryDefinition }
  | { kind: 'activity'; definition: ActivityDefinition }
  | { kind: 'vote'; definition: VoteDefinition }

/**
 * What a request is for.
 *
 * @throws when it is nothing of ours, or not posted as JSON. The statuses of these are our own: nobody has recorded what
 *   the real service answers.
 */
export function findRoute(request: Request): Route {
  const { pathname } = new URL(request.url)
  const match = /^\/public\/v1\/(query|submit)\/([a-z0-9_]+)$/.exec(pathname)
  if (match === null) throw notFound(`no such path: ${pathname}`)
  if (request.method !== 'POST')
    throw new WireError(405, 12, `${request.method} is not allowed here, only POST`, 'REQUEST_INVALID', {
      headers: { allow: 'POST, OPTIONS' },
    })
  const route = routeOf(match[1], match[2] ?? '')
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^application\/json *(;|$)/i.test(contentType))
    throw new WireError(415, 3, 'bad request body: the content type must be application/json', 'REQUEST_INVALID')
  return route
}

function routeOf(kind: string | undefined, name: string): Route {
  if (kind === 'query') {
    const query = findQuery(name)
    if (query === undefined) throw unimplemented(`the local signer does not implement the query ${name}`)
    return { kind: 'query', definition: query }
  }
  const activity = findActivity(name)
  if (activity !== undefined) return { kind: 'activity', definition: activity }
  const vote = findVote(name)
  if (vote !== undefined) return { kind: 'vote', definition: vote }
  throw unimplemented(`the local signer does not implement the activity ${name}`)
}

import type { ActivityDefinition } from '../activities/defineActivity.js'
import type { VoteDefinition } from '../activities/defineVote.js'
import { findActivity, findVote } from '../activities/index.js'
import type { SignerRequest } from '../protocol/messages.js'
import { methodNotAllowed, notFound, unimplemented, WireError } from '../protocol/WireError.js'
import type { QueryDefinition } from '../queries/defineQuery.js'
import { findQuery } from '../queries/index.js'

export type Route =
  | { kind: 'query'; definition: QueryDefinition }
  | { kind: 'activity'; definition: ActivityDefinition }
  | { kind: 'vote'; definition: VoteDefinition }

/**
 * Finds what a request asks for.
 *
 * @throws 404, 405, 415 or 501. Not verified against production: these statuses are the local signer's own.
 */
export function findRoute({ method, path, headers }: SignerRequest): Route {
  const match = /^\/public\/v1\/(query|submit)\/([a-z0-9_]+)$/.exec(path)
  if (match === null) throw notFound(`no such path: ${path}`)
  if (method !== 'POST') throw methodNotAllowed(method, 'POST')
  const route = routeOf(match[1], match[2] ?? '')
  // A stamp in a header forces a CORS preflight by itself, and official clients before 2026 send `text/plain`.
  const hasStampHeader = headers.has('x-stamp') || headers.has('x-stamp-webauthn')
  if (!hasStampHeader && !/^application\/json *(;|$)/i.test(headers.get('content-type') ?? ''))
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

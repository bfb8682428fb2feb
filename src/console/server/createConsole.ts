import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { createTitleCache } from '../describe/createTitleCache.js'
import type { Responses } from '../types.js'
import { assets } from './assets.js'
import type { ConsoleContext } from './context.js'
import { isCrossOrigin } from './isCrossOrigin.js'
import { pageSize, readActivities, readActivitiesById, readActivity } from './readActivities.js'
import { readAccounts, readOrganization, readOrganizations, readPrivateKeys } from './readOrganizations.js'
import { readPolicy } from './readPolicy.js'
import { search } from './search.js'
import { securityHeaders } from './securityHeaders.js'
import { streamChanges } from './streamChanges.js'

/**
 * Creates the signer's page: a function from request to response that serves the page and the JSON it shows. It only reads.
 *
 * @param parameters.onError Called with errors of the page itself.
 * @param parameters.toBody See `ConsoleContext`.
 */
export function createConsole(
  reader: ConsoleReader,
  { onError, toBody }: Pick<ConsoleContext, 'onError' | 'toBody'>,
): (request: Request) => Promise<Response> {
  const context: ConsoleContext = { reader, titleOf: createTitleCache(reader), onError, toBody }
  return async (request) => {
    try {
      return await handleRequest(context, request)
    } catch (error) {
      if (!reader.isOpen()) return closedResponse()
      onError(error)
      return errorResponse(500, 'internal error')
    }
  }
}

async function handleRequest(context: ConsoleContext, request: Request): Promise<Response> {
  const { reader } = context
  const isHead = request.method === 'HEAD'
  if (!isHead && request.method !== 'GET') return errorResponse(405, 'only GET is allowed', { allow: 'GET, HEAD' })
  if (isCrossOrigin(request)) return errorResponse(403, 'other sites may not read this page')
  const url = new URL(request.url)
  const asset = assets.get(url.pathname)
  if (asset !== undefined) return createResponse(isHead ? null : asset.text, asset.type)
  if (!reader.isOpen()) return closedResponse()
  if (url.pathname === '/page/changes' && !isHead) return streamChanges(context, request)
  const data = await readData(context, url)
  // What a failed commit takes back must not have been shown.
  await reader.settled()
  if (data === undefined) return errorResponse(404, 'not found')
  if (isHead) return createResponse(null, 'application/json')
  const body = context.toBody(JSON.stringify(data))
  if (body === undefined)
    return errorResponse(503, 'other clients have not yet read their answers', { 'retry-after': '1' })
  return createResponse(body, 'application/json')
}

function createResponse(
  body: BodyInit | null,
  type: string,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(body, { ...init, headers: { ...securityHeaders, ...init.headers, 'content-type': type } })
}

function errorResponse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return createResponse(JSON.stringify({ message }), 'application/json', { status, headers })
}

const closedResponse = (): Response => errorResponse(503, 'the signer is closed')

type MaybePromise<value> = value | Promise<value>
type DataRequest = {
  /** The ID in the path; empty for lists. */
  id: string
  /** Where to continue: `next` of the page before, or the ID of its last activity. */
  from: string | undefined
  search: URLSearchParams
}

/** Readers by path. They return undefined for what does not exist. */
const readers: {
  [path in keyof Responses]: (
    context: ConsoleContext,
    request: DataRequest,
  ) => MaybePromise<Responses[path] | undefined>
} = {
  activities(context, { from, search }) {
    const ids = search.get('ids')?.split(',', pageSize)
    if (ids !== undefined) return readActivitiesById(context, ids)
    const organizationId = search.get('organization') ?? undefined
    return readActivities(context, {
      ...(from !== undefined && isUuid(from) ? { olderThan: from } : {}),
      ...(organizationId === undefined ? {} : { organizationId }),
    })
  },
  'activities/id': (context, { id }) => readActivity(context, id),
  organizations: ({ reader }, { from }) => readOrganizations(reader, toPosition(from)),
  'organizations/id': ({ reader }, { id }) => readOrganization(reader, id),
  'organizations/id/private-keys': ({ reader }, { id, from }) => readPrivateKeys(reader, id, toPosition(from)),
  'policies/id': (context, { id }) => readPolicy(context, id),
  'wallets/id/accounts': ({ reader }, { id, from }) => readAccounts(reader, id, { from: toPosition(from) }),
  search: (context, request) => search(context, (request.search.get('q') ?? '').trim().slice(0, 300)),
}

function readData(context: ConsoleContext, { pathname, searchParams }: URL): MaybePromise<object | undefined> {
  const [, list = '', id, sublist] = /^\/page\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z-]+))?$/.exec(pathname) ?? []
  if (id !== undefined && !isUuid(id)) return undefined
  const path = `${list}${id === undefined ? '' : '/id'}${sublist === undefined ? '' : `/${sublist}`}`
  if (!hasReader(path)) return undefined
  return readers[path](context, { id: id ?? '', from: searchParams.get('from') ?? undefined, search: searchParams })
}

const hasReader = (path: string): path is keyof Responses => Object.hasOwn(readers, path)

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

const toPosition = (from: string | undefined): string | undefined =>
  from !== undefined && /^[0-9]{1,15}$/.test(from) ? from : undefined

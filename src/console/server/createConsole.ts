import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { createTitles } from '../describe/createTitles.js'
import type { Answers } from '../types.js'
import { assets } from './assets.js'
import { pageHeaders } from './headers.js'
import { isCrossOrigin } from './isCrossOrigin.js'
import { pageSize, type Readable, readActivities, readActivity, readOnly } from './readActivities.js'
import { readHits } from './readHits.js'
import { readAccounts, readOrganization, readOrganizations, readPrivateKeys } from './readOrganizations.js'
import { streamChanges } from './streamChanges.js'

/**
 * The signer's own web page: a function from request to answer, like the signer itself. It reads, and changes nothing.
 *
 * @param onError Told of the page's own faults.
 */
export function createConsole(
  reader: ConsoleReader,
  { onError }: { onError: (error: unknown) => void },
): (request: Request) => Promise<Response> {
  const from = { ...reader, titles: createTitles(reader) }
  return async (request) => {
    try {
      return await answer(from, request, onError)
    } catch (error) {
      if (!from.isOpen()) return closed()
      onError(error)
      return refusal(500, 'internal error')
    }
  }
}

async function answer(from: Readable, request: Request, onError: (error: unknown) => void): Promise<Response> {
  const isHead = request.method === 'HEAD'
  if (!isHead && request.method !== 'GET') return refusal(405, 'only GET', { allow: 'GET, HEAD' })
  if (isCrossOrigin(request)) return refusal(403, 'this page is not for other sites to read')
  const url = new URL(request.url)
  const asset = assets.get(url.pathname)
  if (asset !== undefined) return respond(isHead ? null : asset.text, asset.type)
  if (!from.isOpen()) return closed()
  if (url.pathname === '/page/changes' && !isHead) return streamChanges(from, request, onError)
  const found = await read(from, url)
  // Nothing is shown that may yet not be kept.
  await from.settled()
  if (found === undefined) return refusal(404, 'not found')
  return respond(isHead ? null : JSON.stringify(found), 'application/json')
}

function respond(body: string | null, type: string, init: { status?: number; headers?: Record<string, string> } = {}) {
  return new Response(body, { ...init, headers: { ...pageHeaders, ...init.headers, 'content-type': type } })
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return respond(JSON.stringify({ message }), 'application/json', { status, headers })
}

const closed = (): Response => refusal(503, 'the signer is closed')

type MaybePromise<value> = value | Promise<value>
type Asked = {
  id: string
  /** Where an earlier answer left off: its `next`, or the id of its last activity. */
  from: string | undefined
  search: URLSearchParams
}

/** What is told, by path; undefined if there is no such thing. */
const answers: { [path in keyof Answers]: (from: Readable, asked: Asked) => MaybePromise<Answers[path] | undefined> } =
  {
    activities(readable, { from, search }) {
      const only = search.get('only')?.split(',', pageSize)
      if (only !== undefined) return readOnly(readable, only)
      const organizationId = search.get('organization') ?? undefined
      return readActivities(readable, {
        ...(from !== undefined && isUuid(from) ? { olderThan: from } : {}),
        ...(organizationId === undefined ? {} : { organizationId }),
      })
    },
    'activities/id': (readable, { id }) => readActivity(readable, id),
    organizations: (readable, { from }) => readOrganizations(readable, positionOf(from)),
    'organizations/id': (readable, { id }) => readOrganization(readable, id),
    'organizations/id/private-keys': (readable, { id, from }) => readPrivateKeys(readable, id, positionOf(from)),
    'wallets/id/accounts': (readable, { id, from }) => readAccounts(readable, id, undefined, positionOf(from)),
    search: (readable, { search }) => readHits(readable, (search.get('q') ?? '').trim().slice(0, 300)),
  }

const positionOf = (from: string | undefined): string | undefined =>
  from !== undefined && /^[0-9]{1,15}$/.test(from) ? from : undefined

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

const isAnswered = (path: string): path is keyof Answers => Object.hasOwn(answers, path)

function read(readable: Readable, { pathname, searchParams }: URL): MaybePromise<object | undefined> {
  const [, list = '', id, below] = /^\/page\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z-]+))?$/.exec(pathname) ?? []
  if (id !== undefined && !isUuid(id)) return undefined
  const path = `${list}${id === undefined ? '' : '/id'}${below === undefined ? '' : `/${below}`}`
  if (!isAnswered(path)) return undefined
  return answers[path](readable, { id: id ?? '', from: searchParams.get('from') ?? undefined, search: searchParams })
}

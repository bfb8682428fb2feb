import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import type { Fault, LocalSigner } from 'viem-passkey-account/signer'
import { apiKeyStamp, type Caller, passkeyStamp, type Stamps } from '../testClient.js'
import { type ByteEdit, byteEdit, editBytes } from './bytes.js'
import { editJson, type JsonEdit, jsonEdit, toJson, write } from './json.js'
import { type Good, openWorld, type World } from './openWorld.js'

/** Counts requests by their outcome. */
export type Totals = { requests: number; statuses: Record<string, number>; answered: Set<string>; refused: Set<string> }

export type Fuzz = {
  /** A valid request, changed in its structure. It is stamped afterwards, so that the change is reached, or its stamp is changed. */
  structured: fc.IAsyncProperty<[Structured]>
  /** The bytes of a valid request, changed, or arbitrary bytes, each over a new connection. */
  raw: fc.IAsyncProperty<[Raw]>
  /** Valid faults, changed in their structure. */
  plans: fc.IAsyncProperty<[Plan]>
  totals: Totals
}

type Structured = {
  which: number
  /** The path is that of another request: a stamp covers the body alone. */
  elsewhere: number | undefined
  edits: readonly JsonEdit[]
  bytes: readonly ByteEdit[]
  stamp: 'right' | 'stranger' | 'none' | 'twice' | 'early' | 'edited'
  stampEdits: readonly JsonEdit[]
  headers: readonly (readonly [string, string])[]
}

type Raw = {
  which: number
  get: string | undefined
  head: readonly ByteEdit[]
  body: readonly ByteEdit[]
  whole: readonly ByteEdit[]
  noise: Uint8Array | undefined
  pieces: number
  twice: boolean
}

type Plan = { which: number; edits: readonly JsonEdit[]; bytes: readonly ByteEdit[] }

const which = fc.nat()

const faults: readonly Fault[] = [
  { kind: 'pending', polls: 3, on: ['sign_raw_payload'], organizationId: crypto.randomUUID(), times: 2 },
  { kind: 'failed', code: 13, message: 'out of luck' },
  { kind: 'error', status: 403, code: 7, message: 'no', turnkeyErrorCode: 'FORBIDDEN' },
  { kind: 'rateLimit', retryAfter: 2 },
  { kind: 'html', status: 502 },
  { kind: 'slow', ms: 15_000 },
  { kind: 'cut', when: 'before' },
  { kind: 'tampered', values: { 'activity.result.signRawPayloadResult.r': '00' } },
]

const structured: fc.Arbitrary<Structured> = fc.record({
  which,
  elsewhere: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat() }),
  edits: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(jsonEdit, { minLength: 1, maxLength: 3 }) },
  ),
  bytes: fc.oneof(
    { weight: 12, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(byteEdit, { minLength: 1, maxLength: 2 }) },
  ),
  stamp: fc.oneof(
    { weight: 14, arbitrary: fc.constant('right' as const) },
    { weight: 4, arbitrary: fc.constant('edited' as const) },
    { weight: 2, arbitrary: fc.constantFrom('stranger' as const, 'none' as const, 'twice' as const, 'early' as const) },
  ),
  stampEdits: fc.array(jsonEdit, { minLength: 1, maxLength: 2 }),
  headers: fc.oneof(
    { weight: 8, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.tuple(
          fc.constantFrom(
            'content-type',
            'origin',
            'x-session',
            'x-client-version',
            'content-encoding',
            'x-stamp-attested',
          ),
          fc.constantFrom(
            '',
            'null',
            'application/json;charset=utf-16',
            'gzip',
            '\u00ff',
            'http://localhost:1',
            'a'.repeat(5000),
          ),
        ),
        { maxLength: 2 },
      ),
    },
  ),
})

const plan: fc.Arbitrary<Plan> = fc.record({
  which,
  edits: fc.array(jsonEdit, { maxLength: 2 }),
  bytes: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(byteEdit, { minLength: 1, maxLength: 2 }) },
  ),
})

const fewEdits = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(byteEdit, { minLength: 1, maxLength: 3 }) },
)

const raw: fc.Arbitrary<Raw> = fc.record({
  which,
  get: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('/', '/page/activities', '/page/organizations', '/page/search?q=a') },
  ),
  head: fewEdits,
  body: fewEdits,
  whole: fewEdits,
  noise: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  ),
  pieces: fc.integer({ min: 1, max: 4 }),
  twice: fc.boolean(),
})

/** Requests after which a new world is opened, because too much in the old one is deleted or full. */
const worldLasts = 60

/** @param parameters.url Of the server; the first of `fetchFn`'s requests decides whether it is asked. */
export function createFuzz(
  signer: Pick<LocalSigner, 'organizationId' | 'apiKey'>,
  parameters: { url: string; fetchFn: (request: Request) => Promise<Response> },
): Fuzz {
  const { url, fetchFn } = parameters
  const totals: Totals = { requests: 0, statuses: {}, answered: new Set(), refused: new Set() }
  let world: World | undefined
  let left = 0

  async function good(index: number): Promise<{ good: Good; world: World }> {
    if (world === undefined || left === 0) {
      world = await openWorld(signer, parameters)
      left = worldLasts
    }
    left -= 1
    const make = world.requests[index % world.requests.length]
    if (make === undefined) throw new Error('there are no requests')
    return { good: await make(), world }
  }

  function count(status: number, what: string): void {
    totals.requests += 1
    totals.statuses[status] = (totals.statuses[status] ?? 0) + 1
    if (status >= 500 && status !== 501) throw new Error(`${what} was answered with ${status}`)
  }

  return {
    totals,
    structured: fc.asyncProperty(structured, async (recipe) => {
      const { good: request, world } = await good(recipe.which)
      const text = write(recipe.edits.reduce(editJson, toJson(request.body)))
      const body = Buffer.from(recipe.bytes.reduce(editBytes, Buffer.from(text, 'utf8')))
      const stamps = await stampsOf(recipe, request, body, world)
      const path = recipe.elsewhere === undefined ? request.path : (await good(recipe.elsewhere)).good.path
      const sent = new Request(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...stamps, ...Object.fromEntries(recipe.headers) },
        body,
      })
      const response = await fetchFn(sent)
      const answerText = await response.text()
      const answer: unknown = JSON.parse(answerText)
      count(response.status, path)
      if (answerText.length > longestAnswer) throw new Error(`${path} answered with ${answerText.length} characters`)
      if (response.status === 200) {
        totals.answered.add(path)
        assertOwnUse(path, text)
      } else {
        totals.refused.add(path)
        assertRefusal(answer)
      }
    }),
    plans: fc.asyncProperty(plan, async (recipe) => {
      const fault = faults[recipe.which % faults.length]
      const text = write(recipe.edits.reduce(editJson, toJson(recipe.which % 2 === 0 ? fault : [fault, fault])))
      const body = Buffer.from(recipe.bytes.reduce(editBytes, Buffer.from(text, 'utf8')))
      const ask = async (method: string): Promise<void> => {
        const response = await fetchFn(
          new Request(`${url}/faults`, {
            method,
            ...(method === 'POST' ? { headers: { 'content-type': 'application/json' }, body } : {}),
          }),
        )
        const answer: unknown = JSON.parse(await response.text())
        count(response.status, '/faults')
        if (response.status !== 200) assertRefusal(answer)
      }
      await ask('POST')
      await ask('GET')
      await ask('DELETE')
    }),
    raw: fc.asyncProperty(raw, async (recipe) => {
      const { good: request } = await good(recipe.which)
      const right = Buffer.from(JSON.stringify(request.body))
      const stamps = await stampAs(request.caller, right)
      const headers = Object.entries({ host: 'localhost', 'content-type': 'application/json', ...stamps })
      const target = recipe.get === undefined ? `POST ${request.path}` : `GET ${recipe.get}`
      const lines = [`${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)]
      const head = recipe.head.reduce(editBytes, Buffer.from(lines.join('\r\n'), 'latin1'))
      const body = recipe.body.reduce(editBytes, right)
      const length = Buffer.from(`\r\ncontent-length: ${body.length}\r\n\r\n`, 'latin1')
      const edited = recipe.noise ?? recipe.whole.reduce(editBytes, Buffer.concat([head, length, body]))
      const answer = await exchange(url, recipe.twice ? Buffer.concat([edited, edited]) : edited, recipe.pieces)
      const statuses = [...answer.matchAll(/^HTTP\/1\.1 ([0-9]{3}) /gm)].map(([, status]) => Number(status))
      for (const status of statuses) count(status, 'raw bytes')
      if (statuses.length === 0) totals.requests += 1
    }),
  }
}

/** A list has at most 4 MiB, a single activity its body of 1 MiB as text and as its intent. */
const longestAnswer = 5 * 2 ** 20

/** Asserts that no stamped activity was good for a query. */
function assertOwnUse(path: string, body: string): void {
  if (!path.includes('/query/')) return
  const isActivity = ['type', 'timestampMs', 'parameters'].some((field) => Object.hasOwn(JSON.parse(body), field))
  if (isActivity) throw new Error(`${path} answered an activity: ${body}`)
}

/** Asserts that a refusal is one of the wire's. */
function assertRefusal(answer: unknown): void {
  const { code, message, details } = Object(answer)
  if (!Number.isInteger(code) || typeof message !== 'string' || !Array.isArray(details))
    throw new Error(`this is not an error of the wire: ${JSON.stringify(answer)}`)
}

async function stampAs(caller: Caller, body: Buffer): Promise<Stamps> {
  if (typeof caller === 'function') return caller(body.toString('utf8'))
  return 'passkey' in caller ? passkeyStamp(caller, body) : apiKeyStamp(caller, body)
}

async function stampsOf(recipe: Structured, { caller, body }: Good, sent: Buffer, world: World): Promise<Stamps> {
  switch (recipe.stamp) {
    case 'right':
      return stampAs(caller, sent)
    case 'stranger':
      return stampAs(world.strangers[recipe.which % world.strangers.length] ?? caller, sent)
    case 'none':
      return {}
    case 'twice':
      return { 'X-Stamp-Webauthn': '{}', ...(await stampAs(caller, sent)), 'X-Stamp': 'e30' }
    case 'early':
      return stampAs(caller, Buffer.from(JSON.stringify(body)))
    case 'edited':
      return editStamps(await stampAs(caller, sent), recipe.stampEdits)
  }
}

function editStamps(stamps: Stamps, edits: readonly JsonEdit[]): Stamps {
  return Object.fromEntries(
    Object.entries(stamps).map(([name, value]) => {
      const encoded = !value.startsWith('{')
      const json = encoded ? Buffer.from(value, 'base64url').toString('utf8') : value
      const edited = write(edits.reduce(editJson, toJson(JSON.parse(json))))
      // Limits of a header's length and characters.
      const header = encoded ? Buffer.from(edited, 'utf8').toString('base64url') : edited.replace(/[^\x20-\x7e]/g, '?')
      return [name, header.slice(0, 20_000)]
    }),
  )
}

async function exchange(url: string, bytes: Uint8Array, pieces: number): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (data: string) => {
    text += data
  })
  // It closed the connection while we were sending, which is allowed.
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await once(socket, 'connect')
  const size = Math.max(1, Math.ceil(bytes.length / pieces))
  for (let start = 0; start < bytes.length && socket.writable; start += size) {
    socket.write(bytes.subarray(start, start + size))
    await nextTurn()
  }
  socket.end()
  await closed
  return text
}

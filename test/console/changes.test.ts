import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { at, textAt } from '../signer/testClient.js'
import { followChanges } from './followChanges.js'
import { type OpenedConsole, openConsole } from './openConsole.js'

const createWallet = (page: OpenedConsole, walletName: string) =>
  page.submit(page.signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName, accounts: [] })

const cursorOf = async (page: OpenedConsole): Promise<string> =>
  textAt((await page.get('/page/activities')).body, 'cursor')

async function follow(page: OpenedConsole, from?: string, headers: Record<string, string> = {}) {
  const query = from === undefined ? '' : `?from=${from}`
  const stream = followChanges(await fetch(`${page.server.url}/page/changes${query}`, { headers }))
  onTestFinished(stream.stop)
  return stream
}

/** The same in process. */
async function followWithin({ signer }: OpenedConsole, signal?: AbortSignal) {
  const request = new Request('http://signer.test/page/changes', { signal: signal ?? null })
  return followChanges(await signer.page(request))
}

test('streams new and changed activities, each with a cursor', async () => {
  const page = await openConsole()
  const stream = await follow(page)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
  expect(stream.response.headers.get('content-security-policy')).toContain("default-src 'none'")
  await createWallet(page, 'First')
  const event = await stream.next()
  expect(event).toMatchObject({
    id: await cursorOf(page),
    data: { activities: [{ title: 'Create wallet “First” with no addresses', tookMs: expect.any(Number) }] },
  })
  await createWallet(page, 'Second')
  expect(at((await stream.next()).data, 'activities.0.title')).toBe('Create wallet “Second” with no addresses')
})

test('continues after Last-Event-ID, or after the cursor of a list', async () => {
  const page = await openConsole()
  const cursor = await cursorOf(page)
  await createWallet(page, 'First')
  const event = await (await follow(page, cursor)).next()
  expect(at(event.data, 'activities.0.title')).toContain('First')
  await createWallet(page, 'Second')
  const again = await (await follow(page, cursor, { 'last-event-id': event.id })).next()
  expect(again.data).toMatchObject({ activities: [{ title: expect.stringContaining('Second') }] })
})

test.each(['00000000-0', 'nonsense', ''])('an unknown cursor, %j, makes the page reload', async (cursor) => {
  const page = await openConsole()
  await createWallet(page, 'First')
  expect((await (await follow(page, undefined, { 'last-event-id': cursor })).next()).data).toEqual({ reload: true })
})

test('more changes than one event holds make the page reload', async () => {
  const page = await openConsole()
  const cursor = await cursorOf(page)
  await Promise.all(Array.from({ length: 60 }, (_, index) => createWallet(page, `Wallet ${index}`)))
  const stream = await follow(page, cursor)
  expect((await stream.next()).data).toEqual({ reload: true })
  await createWallet(page, 'Last')
  expect(at((await stream.next()).data, 'activities.0.title')).toContain('Last')
})

test('a reader that stops reading delays neither other readers nor close()', async () => {
  const page = await openConsole()
  const socket = connect(Number(new URL(page.server.url).port), '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  socket.write('GET /page/changes HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const stream = await follow(page)
  for (let count = 0; count < 20; count++) await createWallet(page, `${count} ${'x'.repeat(240)}`)
  expect((await stream.next()).data).toHaveProperty('activities')
  // Not by `once`, which rejects if the connection is reset.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await page.server.close()
  socket.resume()
  await Promise.all([closed, stream.end()])
})

test('a slow reader gets everything it missed in one event, each activity once', async () => {
  const page = await openConsole()
  const stream = await followWithin(page)
  onTestFinished(stream.stop)
  for (const name of ['First', 'Second', 'Third']) await createWallet(page, name)
  expect((await stream.next()).data).toMatchObject({
    activities: ['First', 'Second', 'Third'].map((name) => ({ title: `Create wallet “${name}” with no addresses` })),
  })
})

test('streams count as connections, and are closed for requests that need one', async () => {
  const page = await openConsole({ maxConnections: 2 })
  const streams = [await follow(page), await follow(page)]
  expect((await page.get('/page/activities')).status).toBe(200)
  await Promise.race(streams.map(({ end }) => end()))
})

test('an error is reported and ends the stream, which then continues where it was', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const faults: unknown[] = []
  const page = await openConsole({ database, onError: (error) => faults.push(error) })
  const cursor = await cursorOf(page)
  await createWallet(page, 'First')
  const beside = new DatabaseSync(database)
  onTestFinished(() => beside.close())
  beside.exec('ALTER TABLE votes RENAME TO elsewhere')
  await (await follow(page, cursor)).end()
  expect(faults).toEqual([expect.objectContaining({ message: 'no such table: votes' })])
  beside.exec('ALTER TABLE elsewhere RENAME TO votes')
  expect(at((await (await follow(page, cursor)).next()).data, 'activities.0.title')).toContain('First')
  expect(faults).toHaveLength(1)
})

test('streams end with the signer', async () => {
  const page = await openConsole()
  const stream = await follow(page)
  await page.signer.close()
  await stream.end()
})

test('in process, a stream ends when its request is aborted or its body is cancelled', async () => {
  const page = await openConsole()
  const gone = new AbortController()
  const aborted = await followWithin(page, gone.signal)
  const rest = aborted.end()
  // Without a reference to it the request is collected as garbage, and its signal never fires.
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  gone.abort()
  await rest
  const left = await followWithin(page)
  const end = left.end()
  left.stop()
  await end
  await page.signer.close()
})

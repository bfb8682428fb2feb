import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openSocket } from './openSocket.js'

/** The longest that a fault may take: nothing here waits for it. */
const ms = 600_000
const path = '/public/v1/query/whoami'
const bytes = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`
const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

let signer: LocalSigner
beforeEach(async () => {
  signer = await createLocalSigner({ faults: true })
  signer.addFault({ kind: 'slow', ms, on: ['whoami'], times: 10 })
})
afterEach(() => signer.close())

/** Waits until this many responses are held back. Each has one timer, which never fires. */
const held = (count: number): Promise<void> => expect.poll(() => vi.getTimerCount()).toBe(count)
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
}
afterEach(() => {
  vi.useRealTimers()
})

describe.each<[string, (signer: LocalSigner) => Parameters<typeof listen>[0]]>([
  ['a signer', (signer) => signer],
  ['a wrapped signer', ({ apiKey, fetch }) => ({ apiKey, fetch: (request) => fetch(request) })],
])('%s over HTTP', (_, wrap) => {
  let server: ListeningSigner
  let port: number
  beforeEach(async () => {
    stopClock()
    server = await listen(wrap(signer))
    port = Number(new URL(server.url).port)
  })
  afterEach(() => server.close())

  test('a server that closes sends what a fault holds back', async () => {
    const { socket, received, closed } = await openSocket(port)
    socket.write(bytes)
    await held(1)
    await server.close()
    await closed
    expect(received()).toMatch(/^HTTP\/1\.1 401 /)
    await held(0)
  })

  test.each([
    ['one request', 1],
    ['requests one after another', 3],
  ])('a client that has gone is not waited for: %s', async (_, count) => {
    const { socket } = await openSocket(port)
    socket.write(bytes.repeat(count))
    await held(count)
    socket.destroy()
    await held(0)
  })

  test('a client that waits gets its response when the time has come', async () => {
    const { socket, received, until } = await openSocket(port)
    socket.write(bytes)
    await held(1)
    await vi.advanceTimersByTimeAsync(ms / 2)
    expect(received()).toBe('')
    await vi.advanceTimersByTimeAsync(ms / 2)
    await until(/^HTTP\/1\.1 401 /)
    socket.destroy()
  })
})

describe('in process', () => {
  beforeEach(stopClock)
  const send = (options: RequestInit = {}) =>
    signer.fetch(new Request(`http://signer.test${path}`, { ...init, ...options }))

  test('a request that is aborted is not waited for, and fails as with `fetch`', async () => {
    const controller = new AbortController()
    const answer = send({ signal: controller.signal })
    const failed = expect(answer).rejects.toThrow('enough')
    await held(1)
    controller.abort(new Error('enough'))
    await failed
    await held(0)
  })

  test('a signer that closes answers what a fault holds back', async () => {
    const answer = send()
    await held(1)
    await signer.close()
    expect(await answer).toMatchObject({ status: 401 })
    await held(0)
  })
})

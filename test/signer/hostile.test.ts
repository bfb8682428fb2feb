import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSocket, type RawClient } from './openSocket.js'
import { startSigner } from './startCli.js'
import { apiKeyStamp, createTestClient } from './testClient.js'

let signer: LocalSigner
const servers: ListeningSigner[] = []

beforeEach(async () => {
  signer = await createLocalSigner()
})

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  await signer.close()
})

async function serve(
  parameters: listen.Parameters = {},
  served: Pick<LocalSigner, 'fetch' | 'apiKey'> = signer,
): Promise<{ server: ListeningSigner; port: number; open: () => Promise<RawClient> }> {
  const server = await listen(served, parameters)
  servers.push(server)
  const port = Number(new URL(server.url).port)
  return { server, port, open: () => openSocket(port) }
}

const whoami = '/public/v1/query/whoami'
const head = (headers: string): string =>
  `POST ${whoami} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n`
const halfHeaders = `POST ${whoami} HTTP/1.1\r\nHost: localhost\r\nX-Stamp: a`
const halfBody = `${head('Content-Length: 100\r\n')}{"organizationId"`
const ask = 'POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}'

/** A stamped request by an ordinary client, on a connection of its own. */
async function works(port: number): Promise<void> {
  const body = JSON.stringify({ organizationId: signer.organizationId })
  const sent = httpRequest({
    port,
    host: '127.0.0.1',
    agent: false,
    method: 'POST',
    path: whoami,
    headers: { 'content-type': 'application/json', ...apiKeyStamp(signer.apiKey, body) },
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  response.resume()
  await once(response, 'end')
  expect(response.statusCode).toBe(200)
}

test('a hundred headers are taken, and one more is not, stamp or no stamp', async () => {
  const { port, open } = await serve()
  const body = JSON.stringify({ organizationId: signer.organizationId })
  const withHeaders = (count: number): string => {
    // Host, Content-Type, Content-Length and, at the very end, the stamp.
    const filler = Array.from({ length: count - 4 }, (_, index) => `X-${index}: 1\r\n`).join('')
    return head(
      `Content-Length: ${body.length}\r\n${filler}X-Stamp: ${apiKeyStamp(signer.apiKey, body)['X-Stamp']}\r\n`,
    )
  }
  const client = await open()
  client.socket.write(withHeaders(100) + body)
  await client.until(/^HTTP\/1\.1 200 /)
  client.socket.destroy()
  for (const count of [101, 102, 1500]) {
    const over = await open()
    over.socket.write(withHeaders(count) + body)
    await over.closed
    expect(over.received()).toMatch(/^HTTP\/1\.1 431 /)
  }
  await works(port)
})

test.each([
  ['says nothing', '', { headersTimeout: 50 }],
  ['sends half its headers', halfHeaders, { headersTimeout: 50 }],
  ['sends half a body', halfBody, { requestTimeout: 50 }],
  ['sends half a chunk', `${head('Transfer-Encoding: chunked\r\n')}ff\r\n{`, { requestTimeout: 50 }],
  ['asks, and then sends half its headers', ask + halfHeaders, { headersTimeout: 50 }],
])('a client that %s is told so, and hung up on', async (_, bytes, limits) => {
  const { port, open } = await serve(limits)
  const client = await open()
  client.socket.write(bytes)
  await client.closed
  expect(client.received()).toMatch(/HTTP\/1\.1 408 /)
  await works(port)
})

test.each([
  ['headers', head('X-Slow: '), { headersTimeout: 50 }],
  ['a body', head('Content-Length: 1000000\r\n'), { requestTimeout: 50 }],
])('sending %s byte by byte gains no time', async (_, bytes, limits) => {
  const { port, open } = await serve(limits)
  const client = await open()
  client.socket.write(bytes)
  const drip = (): void => {
    if (client.socket.writable) client.socket.write('x', () => setImmediate(drip))
  }
  drip()
  await client.closed
  await works(port)
})

/** Fills the parent's list of activities, so that one answer is more than any socket keeps. */
async function manyMegabytes(): Promise<string> {
  const client = createTestClient({
    url: 'http://signer.test',
    fetchFn: signer.fetch,
    signer,
    clock: { ms: Date.now() },
  })
  for (let n = 0; n < 20; n++) {
    const answer = await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', {
      walletName: `${n}`,
      unknown: 'x'.repeat(1_000_000),
    })
    expect(answer.status).toBe(200)
  }
  const body = JSON.stringify({ organizationId: signer.organizationId, paginationOptions: { limit: '100' } })
  const stamp = apiKeyStamp(signer.apiKey, body)['X-Stamp']
  return `POST /public/v1/query/list_activities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Stamp: ${stamp}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

test('a client that takes none of its answer is hung up on, and not waited for', async () => {
  const { server, port } = await serve({ answerTimeout: 50 })
  const request = await manyMegabytes()
  const greedy = connect(port, '127.0.0.1')
  greedy.on('error', () => {})
  // Nothing reads, so what arrives stays where it is.
  greedy.once('readable', () => {})
  greedy.write(request)
  await once(greedy, 'readable')
  await works(port)
  // This waits for answers that are under way. Without the limit it would wait for ever.
  await server.close()
  greedy.destroy()
})

test('an answer under way is brought to its end, however long it is', async () => {
  const { server, open } = await serve()
  const client = await open()
  client.socket.write(await manyMegabytes())
  await client.until(/\r\n\r\n/)
  client.socket.pause()
  const closed = server.close()
  client.socket.resume()
  await Promise.all([closed, client.closed])
  const [headers = '', body = ''] = client.received().split('\r\n\r\n')
  expect(body.length).toBeGreaterThan(20_000_000)
  expect(headers).toContain(`content-length: ${body.length}`)
})

test('whoever sends too much is told so, is let finish, and may ask again', async () => {
  const { open } = await serve()
  const client = await open()
  const size = 5_000_000
  const first = 1024 * 1024 + 1
  client.socket.write(head(`Content-Length: ${size}\r\n`) + 'x'.repeat(first))
  await client.until(/^HTTP\/1\.1 413 /)
  client.socket.write('x'.repeat(size - first))
  client.socket.write(ask)
  await client.until(/HTTP\/1\.1 404 /)
  client.socket.destroy()
})

test('who never ends is hung up on, although it has its answer', async () => {
  const { port, open } = await serve({ requestTimeout: 200 })
  const client = await open()
  client.socket.write(head('Transfer-Encoding: chunked\r\n'))
  const more = (): void => {
    if (client.socket.writable) client.socket.write(`ffff\r\n${'x'.repeat(0xffff)}\r\n`, () => setImmediate(more))
  }
  more()
  await client.closed
  await works(port)
})

test('requests in a row are answered in a row', async () => {
  const { open } = await serve()
  const client = await open()
  client.socket.write(`${ask.repeat(1000)}POST /last HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}`)
  await client.until(/no such path: \/last/)
  expect(client.received().match(/HTTP\/1\.1 404 /g)).toHaveLength(1001)
  client.socket.destroy()
})

test.each([
  ['no HTTP', 'garbage \u0000\u0001 \r\n\r\n'],
  ['a length that is none', head('Content-Length: -1\r\n')],
  ['a chunk that is none', `${head('Transfer-Encoding: chunked\r\n')}zz\r\n`],
  ['a control character in a header', head('X-Stamp: a\u0000b\r\n')],
  ['a folded header', head('X-Stamp: a\r\n b\r\n')],
  ['a header without a colon', head('X-Stamp\r\n')],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('behind a good request, %s ends that connection alone', async (_, garbage) => {
  const { port, open } = await serve()
  const client = await open()
  client.socket.write(ask)
  await client.until(/HTTP\/1\.1 404 /)
  client.socket.write(Buffer.from(garbage, 'latin1'))
  await client.closed
  expect(client.received()).toMatch(/HTTP\/1\.1 400 Bad Request/)
  await works(port)
})

test('who holds every connection, and sends nothing, keeps nobody out', async () => {
  const { port, open } = await serve({ maxConnections: 10 })
  const silent: RawClient[] = []
  for (const bytes of ['', halfHeaders, halfBody, ask]) {
    for (let n = 0; n < 15; n++) {
      const client = await open()
      client.socket.write(bytes)
      silent.push(client)
    }
    await works(port)
    await works(port)
  }
  // The first of them had to go, and the last are still there: nobody was closed without need.
  await Promise.all(silent.slice(0, 50).map(({ closed }) => closed))
  expect(silent.at(-1)?.socket.destroyed).toBe(false)
  for (const { socket } of silent) socket.destroy()
})

type Gate = { begun: Promise<void>; begin: () => void; opened: Promise<void>; open: () => void }

function createGate(): Gate {
  let begin = (): void => {}
  let open = (): void => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { begun, begin, opened, open }
}

/** A signer that works on a request to one of these paths until its gate is opened. */
function gated(gates: Readonly<Record<string, Gate>>): Pick<LocalSigner, 'fetch' | 'apiKey'> {
  return {
    apiKey: signer.apiKey,
    async fetch(request) {
      const gate = gates[new URL(request.url).pathname]
      gate?.begin()
      await gate?.opened
      return signer.fetch(request)
    },
  }
}

test('what is being answered keeps its place', async () => {
  const gate = createGate()
  const { open } = await serve({ maxConnections: 1 }, gated({ '/nowhere': gate }))
  const first = await open()
  first.socket.write(ask)
  await gate.begun
  const second = await open()
  await second.closed
  expect(second.received()).toBe('')
  gate.open()
  await first.until(/HTTP\/1\.1 404 /)
  // Now it is the first one's turn to ask, and it does not.
  const third = await open()
  await first.closed
  third.socket.write(ask)
  await third.until(/HTTP\/1\.1 404 /)
  third.socket.destroy()
})

test('who asks again before it has an answer keeps its place until the last one', async () => {
  const [one, two] = [createGate(), createGate()]
  const { open } = await serve({ maxConnections: 1 }, gated({ '/nowhere': one, '/again': two }))
  const first = await open()
  first.socket.write(ask + ask.replace('/nowhere', '/again'))
  await Promise.all([one.begun, two.begun])
  one.open()
  await first.until(/no such path: \/nowhere/)
  const second = await open()
  await second.closed
  two.open()
  await first.until(/no such path: \/again/)
  const third = await open()
  await first.closed
  third.socket.destroy()
})

test('the headers of a request are a step, and single bytes are none', async () => {
  const { open } = await serve({ maxConnections: 3 })
  const asks = await open()
  const drips = await open()
  const silent = await open()
  drips.socket.write(halfHeaders)
  silent.socket.write(ask)
  await silent.until(/HTTP\/1\.1 404 /)
  asks.socket.write(head('Expect: 100-continue\r\nContent-Length: 100\r\n'))
  await asks.until(/^HTTP\/1\.1 100 Continue/)
  const newcomers = [await open()]
  await drips.closed
  newcomers.push(await open())
  await silent.closed
  expect(asks.socket.destroyed).toBe(false)
  newcomers.push(await open())
  await asks.closed
  for (const { socket } of newcomers) socket.destroy()
})

test('an answer that nobody takes keeps no place', async () => {
  const { port } = await serve({ maxConnections: 1 })
  const greedy = connect(port, '127.0.0.1')
  greedy.on('error', () => {})
  greedy.once('readable', () => {})
  greedy.write(await manyMegabytes())
  await once(greedy, 'readable')
  await works(port)
  greedy.destroy()
})

test('who watches the page and takes what it tells goes after those who do nothing', async () => {
  const { open } = await serve({ maxConnections: 2 })
  const watches = await open()
  watches.socket.write(`GET /page/changes HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await watches.until(/retry: /)
  const silent = await open()
  silent.socket.write(ask)
  await silent.until(/HTTP\/1\.1 404 /)
  const makeWallet = createTestClient({
    url: 'http://signer.test',
    fetchFn: signer.fetch,
    signer,
    clock: { ms: Date.now() },
  }).submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })
  expect(await makeWallet).toMatchObject({ status: 200 })
  await watches.until(/data: /)
  const newcomer = await open()
  await silent.closed
  expect(watches.socket.destroyed).toBe(false)
  // It is no reason to keep others out: it tells nothing now.
  const last = await open()
  await watches.closed
  for (const { socket } of [newcomer, last]) socket.destroy()
})

test('it lives on where the system has no more connections to give', async () => {
  const small = await startSigner([], { shell: 'ulimit -n 64; exec "$@"' })
  const port = Number(new URL(small.url).port)
  const clients = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  // Those that got through, and those it could not take.
  await Promise.all(
    clients.map((client) => Promise.race([once(client, 'connect').catch(() => {}), once(client, 'close')])),
  )
  for (const client of clients) client.destroy()
  await Promise.all(clients.map((client) => (client.closed ? undefined : once(client, 'close'))))
  const client = createTestClient({
    url: small.url,
    fetchFn: (request) => fetch(request),
    signer: small,
    clock: { ms: Date.now() },
  })
  expect(await client.query(small.apiKey, 'whoami', small.organizationId)).toMatchObject({ status: 200 })
  small.child.kill('SIGTERM')
  expect(await small.ended).toMatchObject({ code: 0, stderr: '' })
})

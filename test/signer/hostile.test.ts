import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSocket, type RawClient } from './openSocket.js'
import { startSigner } from './startCli.js'
import { apiKeyStamp, createTestClient, textAt } from './testClient.js'

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

/** Sends a valid request over a new connection. */
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

test('a hundred headers are accepted, and one more is not', async () => {
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

// The limits are for the valid request too, which is checked as often: a busy machine may take a while to send it.
test.each([
  ['says nothing', '', { headersTimeout: 1_000 }],
  ['sends half its headers', halfHeaders, { headersTimeout: 1_000 }],
  ['sends half a body', halfBody, { requestTimeout: 1_000 }],
  ['sends half a chunk', `${head('Transfer-Encoding: chunked\r\n')}ff\r\n{`, { requestTimeout: 1_000 }],
  ['sends a request, and then half its headers', ask + halfHeaders, { headersTimeout: 1_000 }],
])('a client that %s gets 408 and is disconnected', async (_, bytes, limits) => {
  const { port, open } = await serve(limits)
  const client = await open()
  client.socket.write(bytes)
  await client.closed
  expect(client.received()).toMatch(/HTTP\/1\.1 408 /)
  await works(port)
})

test.each([
  ['headers', head('X-Slow: '), { headersTimeout: 1_000 }],
  ['a body', head('Content-Length: 1000000\r\n'), { requestTimeout: 1_000 }],
])('sending %s byte by byte does not extend the timeout', async (_, bytes, limits) => {
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

/** An activity of three megabytes: what was posted comes as the intent, and quoted in the vote. @returns its id. */
async function longActivity(): Promise<string> {
  const client = createTestClient({
    url: 'http://signer.test',
    fetchFn: signer.fetch,
    signer,
    clock: { ms: Date.now() },
  })
  const { organizationId } = signer
  const { privateKeyId } = await signer.importPrivateKey({ organizationId, privateKey: '11'.repeat(32) })
  const answer = await client.submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
    signWith: privateKeyId,
    payload: '"'.repeat(500_000),
    encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
    hashFunction: 'HASH_FUNCTION_SHA256',
  })
  return textAt(answer.body, 'activity.id')
}

/** A request whose answer has three megabytes. */
async function threeMegabytes(): Promise<string> {
  const body = JSON.stringify({ organizationId: signer.organizationId, activityId: await longActivity() })
  const stamp = apiKeyStamp(signer.apiKey, body)['X-Stamp']
  return `POST /public/v1/query/get_activity HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Stamp: ${stamp}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** More than any socket's buffer, one after the other. */
const manyMegabytes = async (): Promise<string> => (await threeMegabytes()).repeat(10)

test('a client that reads nothing of its response is disconnected, and close does not wait for it', async () => {
  const { server, port } = await serve({ answerTimeout: 50 })
  const request = await manyMegabytes()
  const greedy = connect(port, '127.0.0.1')
  greedy.on('error', () => {})
  // Nothing reads, so the data stays in the socket.
  greedy.once('readable', () => {})
  greedy.write(request)
  await once(greedy, 'readable')
  await works(port)
  // Waits for responses in flight. Without the limit it would never resolve.
  await server.close()
  greedy.destroy()
})

test('close sends a started response to its end', async () => {
  const { server, open } = await serve()
  const client = await open()
  client.socket.write(await threeMegabytes())
  await client.until(/\r\n\r\n/)
  client.socket.pause()
  const closed = server.close()
  client.socket.resume()
  await Promise.all([closed, client.closed])
  const [headers = '', body = ''] = client.received().split('\r\n\r\n')
  expect(body.length).toBeGreaterThan(3_000_000)
  expect(headers).toContain(`content-length: ${body.length}`)
})

describe('answers of 64 MiB that are not read', () => {
  const noRoom = /^HTTP\/1\.1 503 .*\r\nretry-after: 1\r\n.*have not yet read/is

  test('leave room for small ones over HTTP, and for all once they are gone', async () => {
    const { port, open } = await serve()
    const request = await threeMegabytes()
    const greedy: Socket[] = []
    for (let n = 0; n < 5; n++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.once('readable', () => {})
      // One after the other, more than any socket's buffer.
      socket.write(request.repeat(10))
      await once(socket, 'readable')
      greedy.push(socket)
    }
    const late = await open()
    late.socket.write(request)
    await late.until(noRoom)
    await works(port)
    for (const socket of greedy) socket.destroy()
    await Promise.all(greedy.map((socket) => once(socket, 'close')))
    await works(port)
    const later = await open()
    later.socket.write(request)
    await later.until(/^HTTP\/1\.1 200 /)
    for (const { socket } of [late, later]) socket.destroy()
  })

  test('leave room for small ones in the process, and nothing is done that could not be answered', async () => {
    const { organizationId, apiKey, page } = signer
    const test = { url: 'http://signer.test', signer, clock: { ms: Date.now() } }
    const client = createTestClient({ ...test, fetchFn: signer.fetch })
    const activityId = await longActivity()
    const body = JSON.stringify({ organizationId, activityId })
    const ask = () =>
      signer.fetch(
        new Request('http://signer.test/public/v1/query/get_activity', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...apiKeyStamp(apiKey, body) },
          body,
        }),
      )
    const unread: Response[] = []
    let refused: Response | undefined
    while (refused === undefined) {
      const response = await ask()
      if (response.status === 200) unread.push(response)
      else refused = response
    }
    // 64 MiB of 3 MB.
    expect(unread).toHaveLength(22)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await client.query(apiKey, 'whoami', organizationId)).toMatchObject({ status: 200 })
    const before = await client.query(apiKey, 'list_wallets', organizationId)
    expect(before).toMatchObject({ status: 200 })
    const large = await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', x: 'x'.repeat(50_000) })
    expect(large).toMatchObject({ status: 503, body: { code: 14 } })
    const short = { signWith: 'none', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }
    const many = { ...short, payloads: Array(1000).fill('') }
    expect(await client.submit(apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', many)).toMatchObject({ status: 503 })
    expect((await client.query(apiKey, 'list_wallets', organizationId)).body).toEqual(before.body)
    expect(await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })).toMatchObject({
      status: 200,
    })
    const shown = await page(new Request(`http://localhost/page/activities/${activityId}`))
    expect(shown.status).toBe(503)

    // Reading one makes room for one, and so does cancelling one.
    expect((await unread.pop()?.text())?.length).toBeGreaterThan(3_000_000)
    const again = await ask()
    expect(again.status).toBe(200)
    expect((await ask()).status).toBe(503)
    await again.body?.cancel()
    expect(JSON.parse(await (await ask()).text())).toMatchObject({ activity: { id: activityId } })
  })
})

test('long bodies that do not end leave room for short ones', async () => {
  const { port, open } = await serve()
  const slow: RawClient[] = []
  for (let n = 0; n < 80; n++) {
    const client = await open()
    client.socket.write(`${head('Content-Length: 1000000\r\n')}${' '.repeat(999_999)}`)
    slow.push(client)
  }
  const refused = await Promise.any(
    slow.map((client) => client.until(/^HTTP\/1\.1 503 .*still arriving/s).then(() => client)),
  )
  await refused.closed
  await works(port)
  for (const { socket } of slow) socket.destroy()
  await works(port)
  const last = await open()
  last.socket.write(`${head('Content-Length: 1000000\r\n')}${' '.repeat(1_000_000)}`)
  await last.until(/^HTTP\/1\.1 400 /)
  last.socket.destroy()
})

test('a body over the limit is refused, and the connection can be used again', async () => {
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

test('an endless body is disconnected, although it has been answered', async () => {
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

test('pipelined requests are answered in order', async () => {
  const { open } = await serve()
  const client = await open()
  client.socket.write(`${ask.repeat(1000)}POST /last HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}`)
  await client.until(/no such path: \/last/)
  expect(client.received().match(/HTTP\/1\.1 404 /g)).toHaveLength(1001)
  client.socket.destroy()
})

test.each([
  ['not HTTP', 'garbage \u0000\u0001 \r\n\r\n'],
  ['a negative length', head('Content-Length: -1\r\n')],
  ['a malformed chunk', `${head('Transfer-Encoding: chunked\r\n')}zz\r\n`],
  ['a control character in a header', head('X-Stamp: a\u0000b\r\n')],
  ['a folded header', head('X-Stamp: a\r\n b\r\n')],
  ['a header without a colon', head('X-Stamp\r\n')],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('after a valid request, %s ends only that connection', async (_, garbage) => {
  const { port, open } = await serve()
  const client = await open()
  client.socket.write(ask)
  await client.until(/HTTP\/1\.1 404 /)
  client.socket.write(Buffer.from(garbage, 'latin1'))
  await client.closed
  expect(client.received()).toMatch(/HTTP\/1\.1 400 Bad Request/)
  await works(port)
})

test('a client that holds every connection locks nobody out', async () => {
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
  // The first ones were closed and the last are still open: none was closed without need.
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

/** A signer that handles requests to these paths until their gate is opened. */
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

test('a connection is kept while its request is handled', async () => {
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
  // Now the first connection is idle.
  const third = await open()
  await first.closed
  third.socket.write(ask)
  await third.until(/HTTP\/1\.1 404 /)
  third.socket.destroy()
})

test('a connection with pipelined requests is kept until the last one is handled', async () => {
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

test('the headers of a request are progress, and single bytes are not', async () => {
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

test('a response that is not read does not keep its connection', async () => {
  const { port } = await serve({ maxConnections: 1 })
  const greedy = connect(port, '127.0.0.1')
  greedy.on('error', () => {})
  greedy.once('readable', () => {})
  greedy.write(await manyMegabytes())
  await once(greedy, 'readable')
  await works(port)
  greedy.destroy()
})

test('a page that reads its events outlives silent connections', async () => {
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
  // It is closed as well once it makes no progress.
  const last = await open()
  await watches.closed
  for (const { socket } of [newcomer, last]) socket.destroy()
})

test('the signer survives running out of file descriptors', async () => {
  const small = await startSigner([], { shell: 'ulimit -n 64; exec "$@"' })
  const port = Number(new URL(small.url).port)
  const clients = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  // Accepted and refused connections.
  await Promise.all(
    clients.map((client) => new Promise((resolve) => client.once('connect', resolve).once('close', resolve))),
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

import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSocket } from './openSocket.js'
import { createTestClient } from './testClient.js'

let signer: LocalSigner
let server: ListeningSigner
let port: number

beforeEach(async () => {
  signer = await createLocalSigner()
  server = await listen(signer)
  port = Number(new URL(server.url).port)
})

afterEach(async () => {
  await server.close()
  await signer.close()
})

async function works(): Promise<void> {
  const client = createTestClient({
    url: server.url,
    fetchFn: (request) => fetch(request),
    signer,
    clock: { ms: Date.now() },
  })
  expect(await client.query(signer.apiKey, 'whoami', signer.organizationId)).toMatchObject({ status: 200 })
}

const open = () => openSocket(port)

test('listens on loopback, on a free port', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/)
  await works()
})

test('keeps idle connections for a minute, and says so', async () => {
  const { socket, until } = await open()
  socket.write('POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}')
  // Clients use this to avoid writing into a connection that is being closed.
  await until(/\r\nKeep-Alive: timeout=60\r\n/)
  socket.destroy()
})

test('a port in use throws an error that names it', async () => {
  await expect(listen(signer, { port })).rejects.toMatchObject({
    name: 'SignerListenError',
    code: 'PORT_IN_USE',
    host: '127.0.0.1',
    port,
    message: `Port ${port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port.`,
  })
  await works()
})

test('closes with idle and half-open connections', async () => {
  const agent = new Agent({ keepAlive: true })
  const kept = httpRequest({ port, agent, path: '/x', method: 'POST' })
  kept.end('{}')
  const [response] = await once(kept, 'response')
  response.resume()
  await once(response, 'end')
  const silent = await open()
  const halfHeaders = await open()
  halfHeaders.socket.write('POST /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\n')
  const halfBody = await open()
  halfBody.socket.write(
    'POST /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  )
  await works()
  await server.close()
  await Promise.all([silent.closed, halfHeaders.closed, halfBody.closed])
  expect(halfBody.received()).toBe('')
  agent.destroy()
  await expect(fetch(server.url)).rejects.toThrow()
})

test('a client that disconnects in the middle of a body does no harm', async () => {
  const { socket, closed } = await open()
  socket.write(
    'POST /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"',
  )
  socket.destroy()
  await closed
  await works()
})

test.each([
  ['not HTTP', 'hello\r\n\r\n', 400],
  ['headers over the limit', `POST / HTTP/1.1\r\nHost: localhost\r\nX-Stamp: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ['a target that is not a path', 'POST * HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n', 404],
  [
    'a target with a host',
    'POST http://evil.example/public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
    404,
  ],
  ['a path that is not a URL', 'POST //[ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n', 404],
  ['a malformed escape', 'POST /%zz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n', 404],
  ['another method', 'BREW /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ['TRACE', 'TRACE /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  [
    'a body over the limit, declared',
    `POST /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n${'x'.repeat(1024 * 1024 + 1)}`,
    413,
  ],
  [
    'a body over the limit, in chunks',
    `POST /public/v1/query/whoami HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n110000\r\n${'x'.repeat(0x110000)}`,
    413,
  ],
])('%s', async (_, bytes, status) => {
  const { socket, received } = await open()
  socket.write(bytes)
  await once(socket, 'data')
  expect(received()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  socket.destroy()
  await works()
})

test.each([
  ['127.0.0.1', 404],
  ['127.0.0.1:1', 404],
  ['[::1]:8181', 404],
  ['192.168.1.7:8181', 404],
  ['LOCALHOST:8181', 404],
  ['app.localhost', 404],
  ['signer.internal:8181', 404],
  ['Other.Example', 404],
  ['evil.example', 403],
  ['evil.example:8181', 403],
  ['localhost.evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['evillocalhost', 403],
  ['evil@localhost', 403],
  ['[evil]', 403],
  ['1.2.3.4.5', 403],
  ['', 403],
])('Host %j is answered with %i', async (host, status) => {
  const named = await listen(signer, { allowedHosts: ['signer.internal', 'other.example'] })
  const socket = connect(Number(new URL(named.url).port), '127.0.0.1')
  socket.write(`POST /nowhere HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\n{}`)
  const [data] = await once(socket, 'data')
  expect(String(data)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  socket.destroy()
  await named.close()
})

test('the name that it listens on is allowed', async () => {
  await expect(
    listen(signer, { host: 'localhost' }).then(async ({ url, close }) => {
      const { status } = await fetch(`${url}/nowhere`, { method: 'POST' })
      await close()
      return status
    }),
  ).resolves.toBe(404)
})

test('a closed signer answers 503', async () => {
  const other = await createLocalSigner()
  await other.close()
  const answer = await createTestClient({
    url: 'http://signer.test',
    fetchFn: other.fetch,
    signer: other,
    clock: { ms: Date.now() },
  }).query(other.apiKey, 'whoami', other.organizationId)
  expect(answer).toMatchObject({ status: 503, body: { code: 14, message: 'the signer is closed' } })
  await other.close()
})

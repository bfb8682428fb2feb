import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Cli, startCli, startSigner } from './startCli.js'
import { createTestClient } from './testClient.js'

const running: Cli[] = []
const track = <cli extends Cli>(cli: cli): cli => {
  running.push(cli)
  return cli
}

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})

test('prints what a person can copy, answers, and goes when told to', async () => {
  const cli = track(await startCli(['--port', '0']))
  await cli.firstLine
  cli.child.kill('SIGINT')
  const { code, stdout, stderr } = await cli.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.replaceAll(/:[0-9]+(?=\/?\n)/g, ':PORT')).toBe(`
passkey-signer is listening. It is no enclave: for development, CI and demos.

  URL              http://127.0.0.1:PORT
  Page             http://127.0.0.1:PORT/
  Organization     00000000-0000-4000-8000-000000000001
  API public key   03770e38a4973627661a4d96c0716bbf0f004239a85cb3b2d16ec207c5f41a153f
  API private key  a896a74a42c5746f9bf9ee5c02f4bb17262ba7c54bc5d81e6bf8b982b3986515  (the same for everybody)
  Passkeys of      http://localhost and https://localhost, any port
  Database         in memory, gone when it stops

Ctrl-C stops it.
`)
})

test('prints one line of JSON, and serves what it says', async () => {
  const signer = track(await startSigner([]))
  const client = createTestClient({
    url: signer.url,
    fetchFn: (request) => fetch(request),
    signer,
    clock: { ms: Date.now() },
  })
  expect(await client.query(signer.apiKey, 'whoami', signer.organizationId)).toMatchObject({
    status: 200,
    body: { organizationId: signer.organizationId },
  })
  signer.child.kill('SIGTERM')
  const { code, stdout } = await signer.ended
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  expect(Object.keys(JSON.parse(stdout))).toEqual(['url', 'organizationId', 'apiKey', 'database'])
})

test.each([[[]], [['--json']]])('off loopback it warns, %j', async (args) => {
  const folder = await mkdtemp(join(tmpdir(), 'passkey-signer-'))
  const cli = track(
    await startCli(['--host', '0.0.0.0', '--port', '0', '--database', join(folder, 'signer.db'), ...args]),
  )
  await cli.firstLine
  cli.child.kill('SIGTERM')
  const { code, stderr } = await cli.ended
  rmSync(folder, { recursive: true })
  expect(code).toBe(0)
  expect(stderr).toBe(
    'passkey-signer: listening on 0.0.0.0, not on loopback alone. Whoever reaches it and has its API key can use it, and it speaks plain HTTP.\n',
  )
})

test('explains itself', async () => {
  const { code, stdout, stderr } = await track(await startCli(['--help'])).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const option of [
    '--port',
    '--host',
    '--allowed-host',
    '--database',
    '--origin',
    '--no-page',
    '--json',
    'PASSKEY_SIGNER_MASTER_KEY',
  ])
    expect(stdout).toContain(option)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})

test.each([
  [['--prot', '1'], /^passkey-signer: Unknown option '--prot'.* See passkey-signer --help\.\n$/],
  [['extra'], /^passkey-signer: Unexpected argument 'extra'.*\n$/],
  [['--port', 'x'], /^passkey-signer: --port must be a number from 0 to 65535, not "x"\.\n$/],
  [['--port', '65536'], /^passkey-signer: --port must be .*\n$/],
  [['--allowed-host', 'http://x'], /^passkey-signer: --allowed-host must be a name without .*\n$/],
  [['--origin', 'localhost'], /^passkey-signer: "localhost" is no origin\. .*\n$/],
  [['--origin', 'https://app.example.com/'], /^passkey-signer: "https:\/\/app\.example\.com\/" is no origin\. .*\n$/],
  [
    ['--host', '0.0.0.0', '--port', '0'],
    /^passkey-signer: The signer has the API key everybody knows, so it does not listen on 0\.0\.0\.0\. .*\n$/,
  ],
  [['--host', ''], /^passkey-signer: --host must be an address or a name, such as 127\.0\.0\.1\.\n$/],
  [['--host', 'no.such.host.invalid', '--port', '0', '--database', ':memory:'], /^passkey-signer: .*\n$/],
  [['--database', '/no/such/folder/x.db'], /^passkey-signer: \/no\/such\/folder\/x\.db cannot be opened\. .*\n$/],
])('%j is one clear line and exit code 1', async (args, line) => {
  const { code, stdout, stderr } = await track(await startCli(args)).ended
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(line)
})

test('a port in use is named', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { code, stderr } = await track(await startCli(['--port', String(port)])).ended
  taken.close()
  expect(code).toBe(1)
  expect(stderr).toBe(`passkey-signer: Port ${port} on 127.0.0.1 is in use. Stop what uses it, or give another port.\n`)
})

test('an older Node is told so', async () => {
  const { nodeProblem } = await import('../../src/signer/nodeProblem.js')
  expect(['18.20.0', '20.19.5', '22.15.1'].map(nodeProblem)).toEqual(
    ['18.20.0', '20.19.5', '22.15.1'].map(
      (version) => `passkey-signer needs Node 22.16 or newer; this is Node ${version}.`,
    ),
  )
  expect(['22.16.0', '22.20.1', '23.0.0', '24.1.0'].map(nodeProblem)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { type Cli, refusedCli, startCli, startSigner } from './startCli.js'
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

test('prints its URL and keys, and ends on SIGINT', async () => {
  const cli = track(await startCli(['--port', '0']))
  await cli.firstLine
  cli.child.kill('SIGINT')
  const { code, stdout, stderr } = await cli.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.replaceAll(/:[0-9]+(?=\/?\n)/g, ':PORT')).toBe(`
passkey-signer is running, for development, CI, demos and staging.

  URL              http://127.0.0.1:PORT
  Page             http://127.0.0.1:PORT/
  Organization     00000000-0000-4000-8000-000000000001
  API public key   03770e38a4973627661a4d96c0716bbf0f004239a85cb3b2d16ec207c5f41a153f
  API private key  a896a74a42c5746f9bf9ee5c02f4bb17262ba7c54bc5d81e6bf8b982b3986515  (well known)
  Signer key       0408dd8c972b9040a4e437548e415e815f70953031c3bed72e96c52f9da97304c83422791228fe33bf672379687dbeb20e1fb7f053a8bfb3002e50426093bd0ecb
  Origins          http://localhost and https://localhost, any port
  Database         in memory, lost when the signer stops

Press Ctrl-C to stop it.
`)
})

test('prints one line of JSON, and listens at its URL', async () => {
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
  expect(Object.keys(JSON.parse(stdout))).toEqual(['url', 'organizationId', 'apiKey', 'trustedKeys', 'database'])
})

test('prints the private key of a file at the first start, and later with --show-key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passkey-signer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const run = async (...args: string[]): Promise<string> => {
    const cli = track(await startCli(['--port', '0', '--database', join(folder, 'signer.db'), ...args]))
    await cli.firstLine
    cli.child.kill('SIGTERM')
    const { code, stdout, stderr } = await cli.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  // A start that fails before it prints anything is not the first.
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  expect(await refusedCli(['--database', join(folder, 'signer.db'), '--port', port])).toMatchObject({ stdout: '' })
  taken.close()

  const { apiKey } = JSON.parse(await run('--json'))
  expect(apiKey.privateKey).toMatch(/^[0-9a-f]{64}$/)
  const later = [await run(), await run('--json')]
  for (const stdout of later) {
    expect(stdout).not.toContain(apiKey.privateKey)
    expect(stdout).toContain(apiKey.publicKey)
  }
  expect(later[0]).toContain('  API private key  printed at the first start; --show-key prints it again\n')
  expect(JSON.parse(later[1] ?? '').apiKey).toEqual({ publicKey: apiKey.publicKey })
  expect(await run('--show-key')).toContain(`  API private key  ${apiKey.privateKey}\n`)
  expect(JSON.parse(await run('--show-key', '--json')).apiKey).toEqual(apiKey)
  expect(await run()).not.toContain(apiKey.privateKey)
  // The key that signs bundles is a public one, and the file's own.
  const { trustedKeys } = JSON.parse(later[1] ?? '')
  expect(await run()).toContain(`  Signer key       ${trustedKeys.signer}\n`)
})

test('`:memory:` is a database in memory', async () => {
  const signer = track(await startSigner(['--database', ':memory:']))
  expect(JSON.parse(await signer.firstLine)).toMatchObject({
    database: null,
    organizationId: '00000000-0000-4000-8000-000000000001',
  })
})

const tunnel = (origin: string): string =>
  `passkey-signer: the API key is well known. If ${origin} leads here through a tunnel or a proxy, everyone can use it: pass --database.\n`
test.each([
  [
    ['--origin', 'http://localhost:5173', '--origin', 'https://wallet.example.com'],
    tunnel('https://wallet.example.com'),
  ],
  [['--origin', 'http://localhost:5173', '--origin', 'http://app.localhost'], ''],
  [['--origin', 'http://[::1]:5173'], ''],
  [['--origin', 'android:apk-key-hash:abc'], ''],
])('in memory it warns of a public origin, %j', async (args, warning) => {
  const cli = track(await startCli(['--port', '0', ...args]))
  await cli.firstLine
  cli.child.kill('SIGTERM')
  expect(await cli.ended).toMatchObject({ code: 0, stderr: warning })
})

test('with a key of its own it does not warn of a public origin', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passkey-signer-'))
  const args = ['--port', '0', '--database', join(folder, 'signer.db'), '--origin', 'https://wallet.example.com']
  const cli = track(await startCli(args))
  await cli.firstLine
  cli.child.kill('SIGTERM')
  const { code, stderr } = await cli.ended
  rmSync(folder, { recursive: true })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

const shown = 'passkey-signer: --page shows names, addresses and requests there without a key.\n'
test.each([
  [[], ''],
  [['--json'], ''],
  [['--page'], shown],
])('off loopback it warns, %j', async (args, more) => {
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
    `passkey-signer: 0.0.0.0 can be reached from other machines. Everyone who has the API key can use it there, over plain HTTP.\n${more}`,
  )
})

test('--help fits into 80 columns and lists every option that it mentions', async () => {
  const { code, stdout, stderr } = await track(await startCli(['--help'])).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect((await track(await startCli(['backup', '-h'])).ended).stdout).toBe(stdout)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  const listed = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option)
  const mentioned = [...stdout.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option)
  expect([...new Set(listed)].sort()).toEqual([...new Set(mentioned)].sort())
  expect(stdout).toContain('  --port <number>        Port to listen on. 0 picks a free one. (default: 8181)\n')
})

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(root('package.json'), 'utf8'))
  const { code, stdout, stderr } = await track(await startCli(['--version'])).ended
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('--offset takes a negative time as a separate argument', async () => {
  const cli = track(await startCli(['--port', '0', '--offset', '-1d']))
  await cli.firstLine
  cli.child.kill('SIGTERM')
  const { code, stdout } = await cli.ended
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}Clock +[0-9]{4}-/m)
})

const see = String.raw` See passkey-signer --help\.\n$`

test.each<[string[], string]>([
  [['--prot', '1'], String.raw`Unknown option --prot\. Did you mean --port\?`],
  [['--databse=x'], String.raw`Unknown option --databse\. Did you mean --database\?`],
  [['--verbose'], String.raw`Unknown option --verbose\.`],
  [['-x'], String.raw`Unknown option -x\.`],
  [['extra'], String.raw`Unknown command "extra"\. The only command is backup\.`],
  [['--port'], String.raw`--port needs a value, such as --port 8181\.`],
  [['--database', '--json'], String.raw`--database needs a value, such as --database \./signer\.db\.`],
  [['--json=yes'], String.raw`--json takes no value\.`],
  [['--port', 'x'], String.raw`--port must be a number from 0 to 65535, not "x"\.`],
  [['--port', '65536'], String.raw`--port must be a number from 0 to 65535, not "65536"\.`],
  [['--offset', '5'], String.raw`--offset must be a number and a unit, such as 90m, 1d or -2h, not "5"\.`],
  [
    ['--offset', '9999999d'],
    String.raw`--offset must keep the clock between the years 1970 and 9999, not "9999999d"\.`,
  ],
  [['--offset', '999999999d'], String.raw`--offset must keep the clock between the years .*\.`],
  [['--offset', '-99999d'], String.raw`--offset must keep the clock between the years .*\.`],
  [['--allowed-host', 'http://x'], String.raw`--allowed-host must be a name without scheme and port, not "http://x"\.`],
  [['--host', ''], String.raw`--host needs a value, such as --host 127\.0\.0\.1\.`],
  [['--database='], String.raw`--database needs a value, such as --database \./signer\.db\.`],
  [['--page', '--no-page'], String.raw`Use either --page or --no-page\.`],
  [['--to', 'x'], String.raw`--to is an option of backup\.`],
  [['backup'], String.raw`backup requires --database, the file to copy\.`],
  [['backup', '--database', 'x', '--to', ''], String.raw`--to needs a value, such as --to \./copy\.db\.`],
  [['backup', '--database', 'x'], String.raw`backup requires --to, the file to create\.`],
  [['backup', 'x', 'y'], String.raw`backup accepts --database and --to, not "x"\.`],
  [['backup', '--database', 'x', '--to', 'y', '--json'], String.raw`backup accepts --database and --to, not --json\.`],
])('%j prints one line that says what to do, and exits with 2', async (args, line) => {
  const { code, stdout, stderr } = await track(await startCli(args)).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(new RegExp(`^passkey-signer: ${line}${see}`))
})

test.each([
  [['--origin', 'localhost'], 2, /^passkey-signer: "localhost" is not an origin\. .*\n$/],
  [
    ['--origin', 'https://app.example.com/'],
    2,
    /^passkey-signer: "https:\/\/app\.example\.com\/" is not an origin\. .*\n$/,
  ],
  [
    ['--host', '0.0.0.0', '--port', '0'],
    1,
    /^passkey-signer: The signer has the well-known API key, so it does not listen on 0\.0\.0\.0\. .*\n$/,
  ],
  [
    ['--host', '127.0.0.999', '--port', '0'],
    1,
    /^passkey-signer: Cannot listen on 127\.0\.0\.999:0: this machine has no such address\. Choose one .*\n$/,
  ],
  [['--database', '/no/such/folder/x.db'], 1, /^passkey-signer: \/no\/such\/folder\/x\.db cannot be opened: .*\n$/],
])('%j prints one line and exits with %i', async (args, code, line) => {
  const ended = await track(await startCli(args)).ended
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
  expect(ended.stderr).toMatch(line)
})

test('a port in use is named in the error', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { code, stderr } = await track(await startCli(['--port', String(port)])).ended
  taken.close()
  expect(code).toBe(1)
  expect(stderr).toBe(
    `passkey-signer: Port ${port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port.\n`,
  )
})

test('a runtime that lacks something is refused, and told what', async () => {
  const getBuiltinModule = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  const creating = createLocalSigner()
  await expect(creating).rejects.toMatchObject({ name: 'SignerRuntimeError', code: 'RUNTIME_UNFIT' })
  await expect(creating).rejects.toThrow('this runtime lacks node:sqlite with a busy timeout')
  getBuiltinModule.mockRestore()
  await (await createLocalSigner()).close()
})

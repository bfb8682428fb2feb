import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { apiKeyStamper, createSignerClient, UnknownCredentialError } from 'viem-passkey-account'
import { listUsers, whoami } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { reservePort } from '../harness/reservePort.js'

const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Runs `npm start` without npm in between, so that a signal reaches it as Ctrl-C would. */
function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', './scripts/check-node.mjs', 'scripts/start.ts', ...args], {
    cwd: root(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, output }))
  return { child, ended }
}

/** Reads the addresses that it prints once everything is running. */
async function readUrls({ stdout }: ReturnType<typeof start>['child']): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>()
  for await (const line of createInterface(stdout)) {
    const [, name = '', url] = /^ +(Anvil|Demo|Local signer) +(https?:\S+)/.exec(line) ?? []
    if (url !== undefined) urls.set(name, url)
    if (line.includes('API key (private)')) break
  }
  return urls
}

test('npm start -- --once signs everything once and exits', async () => {
  const { code, output } = await start(['--once']).ended
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/address +0x[0-9a-fA-F]{40}\n/) })
  for (const pattern of [
    /signature +0x[0-9a-f]{130}\n/,
    /transaction +0x[0-9a-f]{64}\n/,
    /allowance +25 PERMIT/,
    /4 prompts/,
  ]) {
    expect(output).toMatch(pattern)
  }
  expect(output).not.toContain('Demo')
})

test('it fails if a step fails', async () => {
  // Makes Anvil listen on an address that no machine has.
  const { code, output } = await start(['--once'], { ANVIL_IP_ADDR: '203.0.113.1' }).ended
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('AnvilStartError') })
})

test('an unknown option is refused at once', async () => {
  expect(await start(['--orign', 'https://wallet.example.test']).ended).toEqual({
    code: 2,
    output: 'Unknown option --orign. Did you mean --origin? See npm start -- --help.\n',
  })
})

test('--origin and --rp-id reach the page and the signer', async () => {
  const origin = 'https://wallet.example.test'
  const port = String(await reservePort())
  const { child, ended } = start(['--origin', origin, '--rp-id', 'example.test', '--port', port])
  const urls = await readUrls(child)
  const demo = `http://localhost:${port}`
  expect(await (await fetch(`${demo}/config.json`)).json()).toMatchObject({ origin, rpId: 'example.test' })
  const preflight = async (from: string) => {
    const headers = { origin: from, 'access-control-request-method': 'POST' }
    return (await fetch(`${urls.get('Local signer')}/public/v1/query/whoami`, { method: 'OPTIONS', headers })).status
  }
  expect([await preflight(origin), await preflight(demo)]).toEqual([204, 403])
  child.kill('SIGTERM')
  expect((await ended).output).toContain(`${origin} (forward it to ${demo})`)
})

test('with --origin, which everybody may reach, nobody knows the API key of the signer', async () => {
  const port = String(await reservePort())
  const { child, ended } = start(['--origin', 'https://wallet.example.test', '--port', port])
  await readUrls(child)
  const demo = `http://localhost:${port}`
  const { organizationId } = JSON.parse(await (await fetch(`${demo}/config.json`)).text())
  const stampedWith = (key: { publicKey: string; privateKey: string }) =>
    createSignerClient({ url: `${demo}/api/signer`, stamper: apiKeyStamper(key) })

  const wellKnown = await createLocalSigner()
  onTestFinished(wellKnown.close)
  await expect(whoami(stampedWith(wellKnown.apiKey), { organizationId })).rejects.toThrow(UnknownCredentialError)

  child.kill('SIGTERM')
  const { output } = await ended
  const [, publicKey, privateKey] = /API key \(public\) +(\w+)\n +API key \(private\) +(\w+)/.exec(output) ?? []
  expect([publicKey?.length, privateKey?.length]).toEqual([66, 64])
})

test('the proxy of the demo forwards log-ins to the parent organization, and nothing else', async () => {
  const { child, ended } = start([])
  const demo = (await readUrls(child)).get('Demo')
  const { organizationId } = JSON.parse(await (await fetch(`${demo}/config.json`)).text())
  const { apiKey, close } = await createLocalSigner()
  onTestFinished(close)
  const client = createSignerClient({ url: `${demo}/api/signer`, stamper: apiKeyStamper(apiKey) })
  expect(await whoami(client, { organizationId })).toMatchObject({ organizationId })
  for (const id of [organizationId, organizationId.toUpperCase()])
    await expect(listUsers(client, { organizationId: id })).rejects.toMatchObject({ status: 403 })
  child.kill('SIGTERM')
  await ended
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm start keeps running until %s, which stops everything',
  async (signal) => {
    const { child, ended } = start([])
    const urls = await readUrls(child)
    expect([...urls.keys()].sort()).toEqual(['Anvil', 'Demo', 'Local signer'])
    for (const url of urls.values()) expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBeLessThan(500)
    const demo = urls.get('Demo') ?? ''
    // Browsers refuse passkeys on IP addresses.
    expect(new URL(demo).hostname).toBe('localhost')
    expect(await (await fetch(demo)).text()).toContain('<title>Passkey wallet</title>')
    child.kill(signal)
    expect((await ended).code).toBe(0)
    for (const url of urls.values()) await expect(fetch(url)).rejects.toThrow('fetch failed')
  },
)

import type { ChildProcess } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { parseEther, verifyTypedData } from 'viem'
import { apiKeyStamper, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { listActivities, rejectActivity } from 'viem-passkey-account/actions'
import { afterAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../../examples/scripts/lib/exitCodes.ts'
import { openPasskeyFile } from '../../../examples/scripts/lib/openPasskeyFile.ts'
import type { LocalStack } from '../../../examples/scripts/lib/startLocalStack.ts'
import { type ScriptResult, startScript as startSource } from '../../../examples/scripts/lib/startScript.ts'
import { root } from '../../../scripts/lib/root.ts'
import { readFirstColumn, readPage } from '../../docs/pages.ts'
import { startLocalStack, startScript } from './bundledScripts.ts'
import { startProxy } from './startProxy.ts'
import { waitForOutput } from './waitForOutput.ts'

const clock = { offset: 0 }
const single = await startLocalStack({ signer: { now: () => Date.now() + clock.offset, faults: true } })
const shared = await startLocalStack()
const secondUserId = await shared.requireSecondOwner()
const proxy = await startProxy(single.anvil.url)
afterAll(async () => {
  await proxy.close()
  await single.close()
  await shared.close()
})

const run = (
  args: string[],
  env: Record<string, string> = {},
  { env: stackEnv, directory: cwd }: LocalStack = single,
) => startScript(args, { env: { ...stackEnv, ...env }, cwd }).ended
const pathOf = (name: string, { directory }: LocalStack = single): string => join(directory, name)
const artifact = root('test/contracts/out/PermitToken.sol/PermitToken.json')
const batch = root('examples/scripts/batch.json')
const { publicClient } = single.anvil

/** The error in a script's `--json` output. */
const errorOf = ({ stdout }: ScriptResult): { name: string; exitCode: number; message: string } =>
  JSON.parse(stdout).error

test('deploy.ts deploys', async () => {
  const { code, stdout } = await run(['deploy', artifact, '--json'])
  expect(code).toBe(0)
  const { contract, hash } = JSON.parse(stdout)
  expect(await publicClient.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' })
  expect((await publicClient.getCode({ address: contract }))?.length).toBeGreaterThan(100)

  expect(await run(['deploy', artifact, '1'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('takes 0 arguments, not 1'),
  })
  expect(await run(['deploy', batch])).toMatchObject({ code: 2, stderr: expect.stringContaining('is not an artifact') })
})

test('deploy.ts passes constructor arguments, and checks them first', async () => {
  const inputs = ['uint256', 'address', 'bool', 'string'].map((type) => ({ name: '', type }))
  // Constructor arguments follow the code. This constructor returns them as the contract's code.
  const bytecode = '0x61008080380380916000396000f3'
  const abi = [{ type: 'constructor', stateMutability: 'nonpayable', inputs }]
  writeFileSync(pathOf('arguments.json'), JSON.stringify({ abi, bytecode }))
  const to = single.wallet.address
  expect(await run(['deploy', pathOf('arguments.json'), 'many', to, 'true', 'x'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"many" is not a uint256'),
  })
  for (const wrong of [
    ['7', to, 'maybe', 'x'],
    ['7', '0x1234', 'true', 'x'],
    ['-7', to, 'true', 'x'],
    [String(2n ** 256n), to, 'true', 'x'],
  ])
    expect(await run(['deploy', pathOf('arguments.json'), ...wrong])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage:'),
    })
  expect(await run(['deploy', pathOf('arguments.json'), '7', to, 'true', 'x'])).toMatchObject({ code: 0 })
})

test('signBatch.ts signs everything with one prompt', async () => {
  const { code, stdout } = await run(['signBatch', batch, '--json'])
  expect(code).toBe(0)
  const { address, signatures } = JSON.parse(stdout)
  const typedData = JSON.parse(readFileSync(batch, 'utf8'))
  expect(signatures).toHaveLength(typedData.length)
  for (const [index, signature] of signatures.entries())
    expect(await verifyTypedData({ ...typedData[index], address, signature })).toBe(true)

  const stamper = apiKeyStamper(single.signer.apiKey)
  const reader = createSignerClient({ url: single.env.SIGNER_URL, stamper })
  const { organizationId } = single.wallet
  const asked = await listActivities(reader, { organizationId, filterByType: ['ACTIVITY_TYPE_SIGN_RAW_PAYLOADS'] })
  expect(asked).toHaveLength(1)
})

test.each([
  ['[]', 'is not a JSON array'],
  ['{', 'is not a JSON array'],
  ['[{ "primaryType": "Order" }]', 'entry 0: domain, types, primaryType or message is missing'],
])('signBatch.ts refuses %s', async (text, message) => {
  writeFileSync(pathOf('wrong.json'), text)
  expect(await run(['signBatch', 'wrong.json'])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('signBatch.ts names the invalid entry and signs nothing', async () => {
  const [first, second] = JSON.parse(readFileSync(batch, 'utf8'))
  writeFileSync(
    pathOf('wrong.json'),
    JSON.stringify([first, { ...second, message: { ...second.message, buyer: '0x1' } }]),
  )
  expect(await run(['signBatch', 'wrong.json'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('entry 1: '),
  })
})

describe('an API key', () => {
  test('is approved by the passkey once, stamps without it, and expires', async () => {
    const { code, stdout, stderr } = await run(['createApiKey', '--out', 'bot.key.json', '--days', '2', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const saved = JSON.parse(readFileSync(pathOf('bot.key.json'), 'utf8'))
    expect(JSON.parse(stdout).publicKey).toBe(saved.publicKey)
    expect(stdout).not.toContain(saved.privateKey)
    expect(statSync(pathOf('bot.key.json')).mode & 0o777).toBe(0o600)

    const env = { STAMPER: 'api-key:bot.key.json' }
    expect(await run(['signBatch', batch], env)).toMatchObject({ code: 0 })
    expect(await run(['createApiKey', '--out', 'bot.key.json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not overwritten'),
    })

    clock.offset = 2 * 86_400_000
    const refused = await run(['signBatch', batch, '--json'], env)
    clock.offset = 0
    expect(refused.code).toBe(3)
    expect(errorOf(refused).name).toBe('UnknownCredentialError')
    // Once the script knows that the key has expired, it sends no request.
    const expired = { ...saved, expiresAt: new Date(Date.now() - 1).toISOString() }
    writeFileSync(pathOf('bot.key.json'), JSON.stringify(expired))
    expect(await run(['signBatch', batch], env)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('expired at'),
    })

    chmodSync(pathOf('bot.key.json'), 0o640)
    expect(await run(['signBatch', batch], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('chmod 600'),
    })
  })

  test('must expire, and leaves no file if it was not created', async () => {
    expect(await run(['createApiKey', '--out', 'no.key.json', '--days', '0'])).toMatchObject({ code: 2 })
    const { code } = await run(['createApiKey', '--out', 'no.key.json'], { SIGNER_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(6)
    expect(readdirSync(single.directory)).not.toContain('no.key.json')
  })
})

describe('the log-in page', () => {
  /** Starts a script that waits for its page. @returns the page's URL, whose token is only shown in the terminal. */
  async function startWithPage(
    args: string[],
  ): Promise<{ url: string; child: ChildProcess; ended: Promise<ScriptResult> }> {
    const env = { ...single.env, STAMPER: 'session' }
    const { child, ended } = startScript(args, { env, cwd: single.directory })
    const url = await waitForOutput(child.stderr, /^Open (http:\S+)\/ /m)
    return { url, child, ended }
  }
  const startSession = () => startWithPage(['signBatch', batch])
  const post = (url: string, body: string, headers: Record<string, string> = { origin: new URL(url).origin }) =>
    fetch(`${url}/answer`, { method: 'POST', body, headers }).then(({ status }) => status)

  test('is served at its secret address only, not to a process that finds the port', async () => {
    const { url, ended } = await startSession()
    const { origin, pathname } = new URL(url)
    expect(pathname).toMatch(/^\/[\w-]{43}$/)
    const guesses = ['', `/${'A'.repeat(43)}`, pathname.slice(0, -1), `${pathname}x`, '/undefined']
    for (const guess of guesses) {
      for (const file of ['', '/', '/index.html', '/page.js', '/request.json'])
        expect((await fetch(`${origin}${guess}${file}`)).status).toBe(404)
      expect(await post(`${origin}${guess}`, '{"value":null}', { origin })).toBe(404)
    }
    // The script has no answer yet.
    expect(await post(url, '{"refused":"Dismissed"}')).toBe(204)
    expect((await ended).stderr).toContain('Dismissed')
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s while it waits deletes the empty secret files',
    async (signal) => {
      const createWallet = await startWithPage(['createWallet', '--name', 'x', '--wallet', 'left.json', '--browser'])
      expect(readdirSync(single.directory)).toContain('left.json')
      createWallet.child.kill(signal)
      expect(await createWallet.ended).toMatchObject({ code: null, signal })
      const createApiKey = await startWithPage(['createApiKey', '--out', 'left.key.json'])
      createApiKey.child.kill(signal)
      expect(await createApiKey.ended).toMatchObject({ code: null, signal })
      expect(readdirSync(single.directory).filter((file) => file.startsWith('left'))).toEqual([])
    },
  )

  test('accepts answers from its own origin only, and exposes no secret', async () => {
    const { url, ended } = await startSession()
    const shown = await (await fetch(`${url}/request.json`)).json()
    expect(Object.keys(shown).sort()).toEqual(['kind', 'organizationId', 'publicKey', 'sessionSeconds', 'signerUrl'])
    expect((await fetch(`${url}/../lib/logIn.ts`)).status).toBe(404)
    expect(await requestAs('evil.example', `${url}/request.json`)).toBe(403)
    expect(await post(url, '{"value":null}', {})).toBe(403)
    expect(await post(url, '{"value":null}', { origin: 'https://evil.example' })).toBe(403)
    for (const body of ['', '{', 'null', '{"refused":"<b>"}', JSON.stringify({ value: 'x'.repeat(70_000) })])
      expect(await post(url, body)).toBe(400)
    expect(await post(url, '{"refused":"Dismissed"}')).toBe(204)
    expect(await ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('Dismissed') })
  })

  test('is not trusted: the script asks the signer whether its key is logged in', async () => {
    const { url, ended } = await startSession()
    expect(await post(url, '{"value":null}')).toBe(204)
    expect(await ended).toMatchObject({ code: 3, stderr: expect.stringContaining('UnknownCredentialError') })
  })

  test('is not opened if the signer is unreachable, and reports it if the page cannot reach it', async () => {
    const { code, stderr } = await run(['signBatch', batch], { STAMPER: 'session', SIGNER_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(6)
    expect(stderr).not.toContain('Open http')
    const { url, ended } = await startSession()
    expect(await post(url, '{"refused":"SignerUnreachableError"}')).toBe(204)
    expect((await ended).code).toBe(5)
  })
})

describe('a passkey in a file', () => {
  test('is refused if other users can read it', async () => {
    const file = pathOf('passkey.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    for (const mode of [0o644, 0o604, 0o660]) {
      chmodSync(file, mode)
      expect(await run(['signBatch', batch])).toMatchObject({ code: 2, stderr: expect.stringContaining('chmod 600') })
    }
    chmodSync(file, 0o600)
    expect(await run(['signBatch', batch])).toMatchObject({ code: 0 })
  })

  test('is not overwritten, and is deleted if no wallet was created', async () => {
    const createWallet = (name: string, env = {}) =>
      run(['createWallet', '--name', 'bot', '--wallet', `${name}.json`, '--passkey', `${name}.passkey.json`], env)
    expect(await createWallet('wallet')).toMatchObject({ code: 2, stderr: expect.stringContaining('not overwritten') })
    writeFileSync(pathOf('half.passkey.json'), '')
    expect(await createWallet('half')).toMatchObject({ code: 2, stderr: expect.stringContaining('half.passkey.json') })
    expect(readdirSync(single.directory)).not.toContain('half.json')
    expect((await createWallet('nowhere', { SIGNER_URL: 'http://127.0.0.1:9' })).code).toBe(6)
    expect(readdirSync(single.directory).filter((file) => file.startsWith('nowhere'))).toEqual([])
    expect(await run(['createWallet', '--name', 'bot', '--wallet', 'x.json'])).toMatchObject({ code: 2 })
  })
})

describe('two owners', () => {
  const nobody = '0x00000000000000000000000000000000000a11ce'
  const secondOwner = { STAMPER: `passkey:${pathOf('second.passkey.json', shared)}` }
  const approval = (args: string[], env = {}) => run(['approval', ...args], env, shared)
  const pendings = () => readdirSync(shared.directory).filter((file) => file.startsWith('pending-'))

  /** Requests a payment. @returns the pending file. */
  async function requestPayment(ether: string): Promise<string> {
    const before = pendings()
    const { code, stdout, stderr } = await approval(['pay', nobody, ether, '--json'])
    const [file = ''] = pendings().filter((name) => !before.includes(name))
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining(`approval.ts resume ${file}`) })
    expect(JSON.parse(stdout).error).toMatchObject({ name: 'ActivityApprovalNeededError', exitCode: 4 })
    return file
  }

  test('one requests, the other approves, a later run sends', async () => {
    const { publicClient } = shared.anvil
    const before = await publicClient.getBalance({ address: nobody })
    const file = await requestPayment('0.25')
    expect(await approval(['resume', file, '--wait', '1'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Not approved yet'),
    })
    // The approver sees the request and is asked to confirm.
    const unconfirmed = await approval(['approve', file], secondOwner)
    expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringMatching(/to +0x0{35}A11cE\n +ether +0.25\n/) })

    const { code, stdout } = await approval(['approve', file, '--yes', '--json'], secondOwner)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ACTIVITY_STATUS_COMPLETED' })
    expect(await publicClient.getBalance({ address: nobody })).toBe(before)

    const resumed = await approval(['resume', file, '--json'])
    expect(resumed.code).toBe(0)
    const { hash } = JSON.parse(resumed.stdout)
    expect(await publicClient.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' })
    expect(await publicClient.getBalance({ address: nobody })).toBe(before + parseEther('0.25'))
  })

  test('another script’s signature is resumed too', async () => {
    const before = pendings()
    expect((await run(['deploy', artifact], {}, shared)).code).toBe(4)
    const [file = ''] = pendings().filter((name) => !before.includes(name))
    expect((await approval(['approve', file, '--yes'], secondOwner)).code).toBe(0)
    const { code, stdout } = await approval(['resume', file, '--json'])
    expect(code).toBe(0)
    const { contract } = JSON.parse(stdout)
    expect((await shared.anvil.publicClient.getCode({ address: contract }))?.length).toBeGreaterThan(100)
  })

  test('a changed payment is neither approved nor resumed', async () => {
    const file = await requestPayment('0.1')
    const pending = JSON.parse(readFileSync(pathOf(file, shared), 'utf8'))
    const body = pending.body.replace('a11ce', 'a11cf')
    writeFileSync(pathOf('changed.json', shared), JSON.stringify({ ...pending, body }))
    expect((await approval(['approve', 'changed.json', '--yes'], secondOwner)).code).toBe(5)
    expect(await approval(['resume', 'changed.json'])).toMatchObject({ code: 2 })
    writeFileSync(pathOf('changed.json', shared), JSON.stringify({ ...pending, body: 'hello' }))
    expect(await approval(['approve', 'changed.json', '--yes'], secondOwner)).toMatchObject({ code: 2 })
  })

  test('payout.ts refuses a wallet with two owners', async () => {
    const stopped = await run(['payout', root('examples/scripts/recipients.csv'), '--journal', 'journal'], {}, shared)
    expect(stopped).toMatchObject({ code: 7, stderr: expect.stringMatching(/Ask them to reject sha256:\w{64}/) })
  })

  test('a rejection is final', async () => {
    const file = await requestPayment('0.1')
    const { fingerprint, organizationId } = JSON.parse(readFileSync(pathOf(file, shared), 'utf8'))
    const { passkey, rpId } = openPasskeyFile(pathOf('second.passkey.json', shared))
    const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
    await rejectActivity(createSignerClient({ url: shared.env.SIGNER_URL, stamper }), { organizationId, fingerprint })
    const rejected = await approval(['resume', file, '--json'])
    expect(rejected.code).toBe(5)
    expect(errorOf(rejected).name).toBe('ActivityRejectedError')
    expect(secondUserId).not.toBe(shared.wallet.userId)
  })
})

describe('exit codes', () => {
  test('are all in docs/scripts.md', () => {
    const documented = readFirstColumn(readPage('docs/scripts.md'), '## Exit codes')
    expect(documented).toEqual(Object.values(exitCodes).map(String))
  })

  test('0: success; results on stdout, only progress on stderr', async () => {
    expect(await run(['signBatch', batch])).toEqual({
      code: 0,
      signal: null,
      stdout: expect.stringMatching(/^address +0x\w{40}\n(0x\w{130}\n){3}$/),
      stderr: 'Signing 3 items with one prompt …\n',
    })
  })

  test('1: an unexpected error, with its stack', async () => {
    proxy.intercept = async () => JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'soon' })
    const { code, stderr } = await run(['deploy', artifact], { RPC_URL: proxy.url })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/SyntaxError.*\n +at /) })
  })

  test.each([
    ['an unknown option', ['signBatch', batch, '--fast'], {}, "Unknown option '--fast'"],
    ['no file', ['signBatch'], {}, 'Pass the file with the batch'],
    ['a missing variable', ['signBatch', batch], { WALLET_FILE: '' }, 'WALLET_FILE is not set'],
    ['an unknown stamper', ['signBatch', batch], { STAMPER: 'magic' }, 'STAMPER must be session'],
    ['a missing file', ['signBatch', batch], { STAMPER: 'api-key:none.json' }, 'ENOENT'],
    ['an invalid wallet', ['signBatch', batch], { WALLET_FILE: batch }, 'is not JSON with organizationId'],
  ])('2: invalid input: %s', async (_, args, env, message) => {
    expect(await run(args, env)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })

  const recipient = single.wallet.address
  test.each([
    ['an unknown option', ['payout', 'list.csv', '--jornal', 'x'], "Unknown option '--jornal'"],
    ['an option without its value', ['deploy', artifact, '--wait'], '--wait'],
    ['an invalid time', ['approval', 'pay', recipient, '1', '--wait', 'abc'], '--wait must be a whole number'],
    ['a time that is too long', ['approval', 'resume', 'x', '--wait', '99999999999'], '--wait must be a whole number'],
    ['no time', ['payout', 'list.csv', '--wait', '0'], '--wait must be a whole number from 1'],
    ['none in flight', ['payout', 'list.csv', '--in-flight', '0'], '--in-flight must be a whole number from 1'],
    ['half a line', ['payout', 'list.csv', '--sign-again', '2.5'], '--sign-again must be a whole number'],
    ['a malformed address', ['approval', 'pay', '0x1234', '1'], '"0x1234" is not an address'],
    ['a changed address', ['approval', 'pay', '0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045', '1'], 'not an address'],
    ['an invalid amount', ['approval', 'pay', recipient, 'much'], '"much" is not an amount'],
    ['no command', ['approval'], 'The first argument must be'],
    ['no file', ['approval', 'resume'], 'Pass the pending'],
    [
      'invalid days',
      ['createApiKey', '--out', 'x.json', '--days', 'many'],
      '--days must be a whole number from 1 to 999',
    ],
    ['too few options', ['createWallet', '--name', 'x'], 'Pass --name'],
  ])('2: wrong arguments, with the usage: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toMatch(new RegExp(`\nUsage:\n +node examples/scripts/${args[0]}\\.ts `))
  })

  test('3: refused: a passkey that the signer does not know', async () => {
    const refused = await run(['signBatch', batch, '--json'], { STAMPER: `passkey:${pathOf('passkey.json', shared)}` })
    expect(refused.code).toBe(3)
    expect(errorOf(refused)).toMatchObject({ name: 'UnknownCredentialError', exitCode: 3 })
  })

  test('3: refused: a credential without permission', async () => {
    // The parent organization's key can read its users' wallets, but not sign in them.
    const refused = await run(['signBatch', batch, '--json'], { STAMPER: `api-key:${pathOf('parent.key.json')}` })
    expect(refused.code).toBe(3)
    expect(refused.stdout + refused.stderr).not.toContain(single.signer.apiKey.privateKey)
  })

  test('4: approval needed, inside viem’s errors', async () => {
    const { code, stdout } = await run(['deploy', artifact, '--json'], {}, shared)
    expect({ code, name: JSON.parse(stdout).error.name }).toEqual({ code: 4, name: 'ActivityApprovalNeededError' })
  })

  test('5: failed at the signer, and on the chain', async () => {
    single.signer.addFault({ kind: 'failed', message: 'out of luck\u001b[2J' })
    const failed = await run(['signBatch', batch, '--json'])
    expect(failed.code).toBe(5)
    expect(errorOf(failed)).toMatchObject({
      name: 'ActivityFailedError',
      message: expect.stringContaining('out of luck'),
    })
    // No control characters reach the terminal.
    expect(failed.stdout + failed.stderr).not.toContain('\u001b')

    writeFileSync(pathOf('reverts.json'), JSON.stringify({ abi: [], bytecode: '0x5f5ffd' }))
    expect(await run(['deploy', 'reverts.json'])).toMatchObject({ code: 5 })
  })

  test('6: signer or chain unreachable, without the URL, which may contain a token', async () => {
    const unreachable = await run(['signBatch', batch, '--json'], { SIGNER_URL: 'http://127.0.0.1:9' })
    expect(unreachable.code).toBe(6)
    expect(errorOf(unreachable).name).toBe('SignerUnreachableError')

    const { code, stdout, stderr } = await run(['deploy', artifact, '--json'], { RPC_URL: 'http://127.0.0.1:9/token' })
    expect(code).toBe(6)
    expect(stdout + stderr).not.toContain('token')
  })
})

describe('npm run script', () => {
  test('npm run script -- signBatch --json keeps its example', async () => {
    const { code, stdout } = await startSource(['runLocally', 'signBatch', '--json'], { env: {}, cwd: root() }).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout).signatures).toHaveLength(3)
  })

  test.each(['deploy', 'payout', 'signBatch', 'createApiKey', 'approval'])('npm run script -- %s', async (name) => {
    const { code, stdout } = await startSource(['runLocally', name], { env: {}, cwd: root() }).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('0x') })
  })

  test.each(['deploy', 'payout', 'signBatch', 'createApiKey', 'approval', 'createWallet', 'export', 'import'])(
    '%s --help names three lines to change for production',
    async (name) => {
      const { code, stdout } = await run([name, '--help'])
      expect(code).toBe(0)
      const [, lines = ''] = stdout.split(/For production, change three [^:]*:\n/)
      expect(lines.trimEnd().split('\n')).toHaveLength(3)
    },
  )

  test.each([
    [['nope', 'x'], 2],
    [['nope'], 2],
    [['--fast'], 2],
    [['--help'], 0],
  ])('npm run script -- %s prints the help', async (args, code) => {
    const ended = await startSource(['runLocally', ...args], { env: {}, cwd: root() }).ended
    expect(ended).toMatchObject({ code, stdout: expect.stringContaining('npm run script -- deploy | payout') })
  })

  test('without a script it keeps running, and prints the environment', async () => {
    const { child, ended } = startSource(['runLocally'], { env: {}, cwd: root() })
    const printed = await waitForOutput(child.stdout, /([\s\S]*STAMPER.*\n)/)
    const env = Object.fromEntries(
      [...printed.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    )
    expect(await run(['deploy', artifact], env)).toMatchObject({ code: 0 })
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
    expect(await run(['deploy', artifact], env)).toMatchObject({ code: 6 })
  })
})

/** The response status for a page whose own name points to this server. */
function requestAs(name: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { host: name } }, ({ statusCode }) => resolve(statusCode)).on('error', reject)
  })
}

import type { ChildProcess } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { parseEther, verifyTypedData } from 'viem'
import { apiKeyStamper, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { listActivities, rejectActivity } from 'viem-passkey-account/actions'
import { afterAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../../examples/scripts/lib/exitCodes.ts'
import { openPasskeyFile } from '../../../examples/scripts/lib/passkeyFile.ts'
import { type Local, startLocal } from '../../../examples/scripts/lib/startLocal.ts'
import { type Ended, startScript } from '../../../examples/scripts/lib/startScript.ts'
import { root } from '../../../scripts/lib/root.ts'
import { readFirstColumn, readPage } from '../../docs/pages.ts'
import { hear } from './hear.ts'
import { startProxy } from './startProxy.ts'

const clock = { offset: 0 }
const local = await startLocal({ signer: { now: () => Date.now() + clock.offset, faults: true } })
const shared = await startLocal()
const otherUserId = await shared.demandOther()
const proxy = await startProxy(local.anvil.url)
afterAll(async () => {
  await proxy.close()
  await local.close()
  await shared.close()
})

const run = (args: string[], env: Record<string, string> = {}, { env: own, directory: cwd }: Local = local) =>
  startScript(args, { env: { ...own, ...env }, cwd }).ended
const at = (name: string, { directory }: Local = local): string => join(directory, name)
const artifact = root('test/contracts/out/PermitToken.sol/PermitToken.json')
const batch = root('examples/scripts/batch.json')
const { publicClient } = local.anvil

/** The error in what a script said with `--json`. */
const errorOf = ({ stdout }: Ended): { name: string; exitCode: number; message: string } => JSON.parse(stdout).error

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
  expect(await run(['deploy', batch])).toMatchObject({ code: 2, stderr: expect.stringContaining('is no artifact') })
})

test('deploy.ts gives a constructor its arguments, and waits until it is mined', async () => {
  const inputs = ['uint256', 'address', 'bool', 'string'].map((type) => ({ name: '', type }))
  // What a constructor is given comes after its code: this one keeps all of it as the contract.
  const bytecode = '0x61008080380380916000396000f3'
  const abi = [{ type: 'constructor', stateMutability: 'nonpayable', inputs }]
  writeFileSync(at('keeper.json'), JSON.stringify({ abi, bytecode }))
  const to = local.wallet.address
  expect(await run(['deploy', at('keeper.json'), 'many', to, 'true', 'x'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"many" is no uint256'),
  })
  for (const wrong of [
    ['7', to, 'maybe', 'x'],
    ['7', '0x1234', 'true', 'x'],
    ['-7', to, 'true', 'x'],
    [String(2n ** 256n), to, 'true', 'x'],
  ])
    expect(await run(['deploy', at('keeper.json'), ...wrong])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage:'),
    })
  expect(await run(['deploy', at('keeper.json'), '7', to, 'true', 'x'])).toMatchObject({ code: 0 })
})

test('signBatch.ts signs all for one prompt', async () => {
  const { code, stdout } = await run(['signBatch', batch, '--json'])
  expect(code).toBe(0)
  const { address, signatures } = JSON.parse(stdout)
  const typedData = JSON.parse(readFileSync(batch, 'utf8'))
  expect(signatures).toHaveLength(typedData.length)
  for (const [index, signature] of signatures.entries())
    expect(await verifyTypedData({ ...typedData[index], address, signature })).toBe(true)

  const stamper = apiKeyStamper(local.signer.apiKey)
  const reader = createSignerClient({ url: local.env.SIGNER_URL, stamper })
  const { organizationId } = local.wallet
  const asked = await listActivities(reader, { organizationId, filterByType: ['ACTIVITY_TYPE_SIGN_RAW_PAYLOADS'] })
  expect(asked).toHaveLength(1)
})

test.each([
  ['[]', 'is no JSON array'],
  ['{', 'is no JSON array'],
  ['[{ "primaryType": "Order" }]', 'entry 0: domain, types, primaryType or message is missing'],
])('signBatch.ts refuses %s', async (text, message) => {
  writeFileSync(at('wrong.json'), text)
  expect(await run(['signBatch', 'wrong.json'])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('signBatch.ts names the entry that is wrong, and signs none', async () => {
  const [first, second] = JSON.parse(readFileSync(batch, 'utf8'))
  writeFileSync(at('wrong.json'), JSON.stringify([first, { ...second, message: { ...second.message, buyer: '0x1' } }]))
  expect(await run(['signBatch', 'wrong.json'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('entry 1: '),
  })
})

describe('an API key', () => {
  test('is made with the passkey once, stamps without it, and ends', async () => {
    const { code, stdout, stderr } = await run(['createApiKey', '--out', 'bot.key.json', '--days', '2', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const kept = JSON.parse(readFileSync(at('bot.key.json'), 'utf8'))
    expect(JSON.parse(stdout).publicKey).toBe(kept.publicKey)
    expect(stdout).not.toContain(kept.privateKey)
    expect(statSync(at('bot.key.json')).mode & 0o777).toBe(0o600)

    const env = { STAMPER: 'api-key:bot.key.json' }
    expect(await run(['signBatch', batch], env)).toMatchObject({ code: 0 })
    expect(await run(['createApiKey', '--out', 'bot.key.json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nothing is overwritten'),
    })

    clock.offset = 2 * 86_400_000
    const ended = await run(['signBatch', batch, '--json'], env)
    clock.offset = 0
    expect(ended.code).toBe(3)
    expect(errorOf(ended).name).toBe('UnknownCredentialError')
    // What the script can know by itself, it does not ask for.
    const seen = { ...kept, expiresAt: new Date(Date.now() - 1).toISOString() }
    writeFileSync(at('bot.key.json'), JSON.stringify(seen))
    expect(await run(['signBatch', batch], env)).toMatchObject({ code: 3, stderr: expect.stringContaining('ended at') })

    chmodSync(at('bot.key.json'), 0o640)
    expect(await run(['signBatch', batch], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('chmod 600'),
    })
  })

  test('has an end, and leaves no file where it was not made', async () => {
    expect(await run(['createApiKey', '--out', 'no.key.json', '--days', '0'])).toMatchObject({ code: 2 })
    const { code } = await run(['createApiKey', '--out', 'no.key.json'], { SIGNER_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(6)
    expect(readdirSync(local.directory)).not.toContain('no.key.json')
  })
})

describe('the page of a session', () => {
  /** A script that waits for its page, and where that is: with the token that only who reads the terminal has. */
  async function startAsking(args: string[]): Promise<{ url: string; child: ChildProcess; ended: Promise<Ended> }> {
    const env = { ...local.env, STAMPER: 'session' }
    const { child, ended } = startScript(args, { env, cwd: local.directory })
    const url = await hear(child.stderr, /^Open (http:\S+)\/ /m)
    return { url, child, ended }
  }
  const startSession = () => startAsking(['signBatch', batch])
  const post = (url: string, body: string, headers: Record<string, string> = { origin: new URL(url).origin }) =>
    fetch(`${url}/answer`, { method: 'POST', body, headers }).then(({ status }) => status)

  test('is there for who has its address alone: not for another process that finds the port', async () => {
    const { url, ended } = await startSession()
    const { origin, pathname } = new URL(url)
    expect(pathname).toMatch(/^\/[\w-]{43}$/)
    const guesses = ['', `/${'A'.repeat(43)}`, pathname.slice(0, -1), `${pathname}x`, '/undefined']
    for (const guess of guesses) {
      for (const file of ['', '/', '/index.html', '/page.js', '/request.json'])
        expect((await fetch(`${origin}${guess}${file}`)).status).toBe(404)
      expect(await post(`${origin}${guess}`, '{"value":null}', { origin })).toBe(404)
    }
    // Nobody has been answered for.
    expect(await post(url, '{"refused":"Dismissed"}')).toBe(204)
    expect((await ended).stderr).toContain('Dismissed')
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s while it waits leaves no empty file for a secret',
    async (signal) => {
      const making = await startAsking(['createWallet', '--name', 'x', '--wallet', 'left.json', '--browser'])
      expect(readdirSync(local.directory)).toContain('left.json')
      making.child.kill(signal)
      expect(await making.ended).toMatchObject({ code: null, signal })
      const keeping = await startAsking(['createApiKey', '--out', 'left.key.json'])
      keeping.child.kill(signal)
      expect(await keeping.ended).toMatchObject({ code: null, signal })
      expect(readdirSync(local.directory).filter((file) => file.startsWith('left'))).toEqual([])
    },
  )

  test('answers itself alone, and says nothing secret', async () => {
    const { url, ended } = await startSession()
    const shown = await (await fetch(`${url}/request.json`)).json()
    expect(Object.keys(shown).sort()).toEqual(['duration', 'kind', 'organizationId', 'publicKey', 'signerUrl'])
    expect((await fetch(`${url}/../lib/logIn.ts`)).status).toBe(404)
    expect(await askAs('evil.example', `${url}/request.json`)).toBe(403)
    expect(await post(url, '{"value":null}', {})).toBe(403)
    expect(await post(url, '{"value":null}', { origin: 'https://evil.example' })).toBe(403)
    for (const body of ['', '{', 'null', '{"refused":"<b>"}', JSON.stringify({ value: 'x'.repeat(70_000) })])
      expect(await post(url, body)).toBe(400)
    expect(await post(url, '{"refused":"Dismissed"}')).toBe(204)
    expect(await ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('Dismissed') })
  })

  test('is not believed: what says that the passkey has logged the key in is the signer', async () => {
    const { url, ended } = await startSession()
    expect(await post(url, '{"value":null}')).toBe(204)
    expect(await ended).toMatchObject({ code: 3, stderr: expect.stringContaining('UnknownCredentialError') })
  })

  test('is not shown where the signer cannot be reached, and tells where the page could not reach it', async () => {
    const { code, stderr } = await run(['signBatch', batch], { STAMPER: 'session', SIGNER_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(6)
    expect(stderr).not.toContain('Open http')
    const { url, ended } = await startSession()
    expect(await post(url, '{"refused":"SignerUnreachableError"}')).toBe(204)
    expect((await ended).code).toBe(5)
  })
})

describe('a passkey in a file', () => {
  test('can be read by its owner alone', async () => {
    const file = at('passkey.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    for (const mode of [0o644, 0o604, 0o660]) {
      chmodSync(file, mode)
      expect(await run(['signBatch', batch])).toMatchObject({ code: 2, stderr: expect.stringContaining('chmod 600') })
    }
    chmodSync(file, 0o600)
    expect(await run(['signBatch', batch])).toMatchObject({ code: 0 })
  })

  test('is not overwritten, and not left where there is no wallet for it', async () => {
    const make = (name: string, env = {}) =>
      run(['createWallet', '--name', 'bot', '--wallet', `${name}.json`, '--passkey', `${name}.passkey.json`], env)
    expect(await make('wallet')).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing is overwritten') })
    writeFileSync(at('half.passkey.json'), '')
    expect(await make('half')).toMatchObject({ code: 2, stderr: expect.stringContaining('half.passkey.json') })
    expect(readdirSync(local.directory)).not.toContain('half.json')
    expect((await make('nowhere', { SIGNER_URL: 'http://127.0.0.1:9' })).code).toBe(6)
    expect(readdirSync(local.directory).filter((file) => file.startsWith('nowhere'))).toEqual([])
    expect(await run(['createWallet', '--name', 'bot', '--wallet', 'x.json'])).toMatchObject({ code: 2 })
  })
})

describe('two owners', () => {
  const nobody = '0x00000000000000000000000000000000000a11ce'
  const other = { STAMPER: `passkey:${at('other.passkey.json', shared)}` }
  const approval = (args: string[], env = {}) => run(['approval', ...args], env, shared)
  const pendings = () => readdirSync(shared.directory).filter((file) => file.startsWith('pending-'))

  /** Asks, and gives the file that what waits is in. */
  async function ask(ether: string): Promise<string> {
    const before = pendings()
    const { code, stdout, stderr } = await approval(['pay', nobody, ether, '--json'])
    const [file = ''] = pendings().filter((name) => !before.includes(name))
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining(`approval.ts take-up ${file}`) })
    expect(JSON.parse(stdout).error).toMatchObject({ name: 'ActivityApprovalNeededError', exitCode: 4 })
    return file
  }

  test('one asks, the other approves, a later run goes on', async () => {
    const { publicClient } = shared.anvil
    const before = await publicClient.getBalance({ address: nobody })
    const file = await ask('0.25')
    expect(await approval(['take-up', file, '--wait', '1'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Nobody has decided yet'),
    })
    // Who approves sees what it is, and is asked.
    const asked = await approval(['approve', file], other)
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/to +0x0{35}a11ce\n +ether +0.25\n/) })

    const { code, stdout } = await approval(['approve', file, '--yes', '--json'], other)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ACTIVITY_STATUS_COMPLETED' })
    expect(await publicClient.getBalance({ address: nobody })).toBe(before)

    const taken = await approval(['take-up', file, '--json'])
    expect(taken.code).toBe(0)
    const { hash } = JSON.parse(taken.stdout)
    expect(await publicClient.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' })
    expect(await publicClient.getBalance({ address: nobody })).toBe(before + parseEther('0.25'))
  })

  test('another script’s signature is taken up, too', async () => {
    const before = pendings()
    expect((await run(['deploy', artifact], {}, shared)).code).toBe(4)
    const [file = ''] = pendings().filter((name) => !before.includes(name))
    expect((await approval(['approve', file, '--yes'], other)).code).toBe(0)
    const { code, stdout } = await approval(['take-up', file, '--json'])
    expect(code).toBe(0)
    const { contract } = JSON.parse(stdout)
    expect((await shared.anvil.publicClient.getCode({ address: contract }))?.length).toBeGreaterThan(100)
  })

  test('a payment that was changed is not approved, and not taken up', async () => {
    const file = await ask('0.1')
    const pending = JSON.parse(readFileSync(at(file, shared), 'utf8'))
    const body = pending.body.replace('a11ce', 'a11cf')
    writeFileSync(at('changed.json', shared), JSON.stringify({ ...pending, body }))
    expect((await approval(['approve', 'changed.json', '--yes'], other)).code).toBe(5)
    expect(await approval(['take-up', 'changed.json'])).toMatchObject({ code: 2 })
    writeFileSync(at('changed.json', shared), JSON.stringify({ ...pending, body: 'hello' }))
    expect(await approval(['approve', 'changed.json', '--yes'], other)).toMatchObject({ code: 2 })
  })

  test('a payout is not for a wallet of two', async () => {
    const stopped = await run(['payout', root('examples/scripts/recipients.csv'), '--journal', 'journal'], {}, shared)
    expect(stopped).toMatchObject({ code: 7, stderr: expect.stringMatching(/Let them reject sha256:\w{64}/) })
  })

  test('a rejection ends it', async () => {
    const file = await ask('0.1')
    const { fingerprint, organizationId } = JSON.parse(readFileSync(at(file, shared), 'utf8'))
    const { passkey, rpId } = openPasskeyFile(at('other.passkey.json', shared))
    const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
    await rejectActivity(createSignerClient({ url: shared.env.SIGNER_URL, stamper }), { organizationId, fingerprint })
    const rejected = await approval(['take-up', file, '--json'])
    expect(rejected.code).toBe(5)
    expect(errorOf(rejected).name).toBe('ActivityRejectedError')
    expect(otherUserId).not.toBe(shared.wallet.userId)
  })
})

describe('exit codes', () => {
  test('docs/scripts.md has them all', () => {
    const documented = readFirstColumn(readPage('docs/scripts.md'), '## Exit codes')
    expect(documented).toEqual(Object.values(exitCodes).map(String))
  })

  test('0: done; results on stdout, and nothing on stderr but progress', async () => {
    expect(await run(['signBatch', batch])).toEqual({
      code: 0,
      signal: null,
      stdout: expect.stringMatching(/^address +0x\w{40}\n(0x\w{130}\n){3}$/),
      stderr: 'Signing 3 for one prompt …\n',
    })
  })

  test('1: something that nobody foresaw, with its stack', async () => {
    proxy.intercept = async () => JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'soon' })
    const { code, stderr } = await run(['deploy', artifact], { RPC_URL: proxy.url })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/SyntaxError.*\n +at /) })
  })

  test.each([
    ['an option that there is not', ['signBatch', batch, '--fast'], {}, "Unknown option '--fast'"],
    ['nothing to do', ['signBatch'], {}, 'Give the file with the batch'],
    ['a variable that is not set', ['signBatch', batch], { WALLET_FILE: '' }, 'Set WALLET_FILE'],
    ['a way to stamp that there is not', ['signBatch', batch], { STAMPER: 'magic' }, 'STAMPER is session'],
    ['a file that is not there', ['signBatch', batch], { STAMPER: 'api-key:none.json' }, 'ENOENT'],
    ['a wallet that is none', ['signBatch', batch], { WALLET_FILE: batch }, 'is no JSON with organizationId'],
  ])('2: bad input: %s', async (_, args, env, message) => {
    expect(await run(args, env)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })

  const someone = local.wallet.address
  const swapCase = (letter: string) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())
  test.each([
    ['an unknown option', ['payout', 'list.csv', '--jornal', 'x'], "Unknown option '--jornal'"],
    ['an option without its value', ['deploy', artifact, '--wait'], '--wait'],
    ['a time that is none', ['approval', 'pay', someone, '1', '--wait', 'abc'], '--wait is a whole number'],
    ['a time that never comes', ['approval', 'take-up', 'x', '--wait', '99999999999'], '--wait is a whole number'],
    ['no time at all', ['payout', 'list.csv', '--wait', '0'], '--wait is a whole number from 1'],
    ['none in flight', ['payout', 'list.csv', '--in-flight', '0'], '--in-flight is a whole number from 1'],
    ['half a line', ['payout', 'list.csv', '--again', '2.5'], '--again is a whole number'],
    ['a malformed address', ['approval', 'pay', '0x1234', '1'], '"0x1234" is no address'],
    ['an address that was changed', ['approval', 'pay', someone.replace(/[a-f]/i, swapCase), '1'], 'no address'],
    ['a word for an amount', ['approval', 'pay', someone, 'much'], '"much" is no amount'],
    ['no word', ['approval'], 'The first word is'],
    ['no file', ['approval', 'take-up'], 'Give the file'],
    ['no days', ['createApiKey', '--out', 'x.json', '--days', 'many'], '--days is a whole number from 1 to 999'],
    ['too few', ['createWallet', '--name', 'x'], 'Give --name'],
  ])('2: wrong usage, with the right one: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toMatch(new RegExp(`\nUsage:\n +node examples/scripts/${args[0]}\\.ts `))
  })

  test('3: refused: a passkey that the signer does not know there', async () => {
    const refused = await run(['signBatch', batch, '--json'], { STAMPER: `passkey:${at('passkey.json', shared)}` })
    expect(refused.code).toBe(3)
    expect(errorOf(refused)).toMatchObject({ name: 'UnknownCredentialError', exitCode: 3 })
  })

  test('3: refused: what a credential may not do', async () => {
    // The app's own key reads its users' wallets and does nothing in them.
    const refused = await run(['signBatch', batch, '--json'], { STAMPER: `api-key:${at('parent.key.json')}` })
    expect(refused.code).toBe(3)
    expect(refused.stdout + refused.stderr).not.toContain(local.signer.apiKey.privateKey)
  })

  test('4: waiting, through viem’s own errors', async () => {
    const { code, stdout } = await run(['deploy', artifact, '--json'], {}, shared)
    expect({ code, name: JSON.parse(stdout).error.name }).toEqual({ code: 4, name: 'ActivityApprovalNeededError' })
  })

  test('5: failed at the signer, and on the chain', async () => {
    local.signer.addFault({ kind: 'failed', message: 'out of luck\u001b[2J' })
    const failed = await run(['signBatch', batch, '--json'])
    expect(failed.code).toBe(5)
    expect(errorOf(failed)).toMatchObject({
      name: 'ActivityFailedError',
      message: expect.stringContaining('out of luck'),
    })
    // What a terminal would obey does not reach it.
    expect(failed.stdout + failed.stderr).not.toContain('\u001b')

    writeFileSync(at('reverts.json'), JSON.stringify({ abi: [], bytecode: '0x5f5ffd' }))
    expect(await run(['deploy', 'reverts.json'])).toMatchObject({ code: 5 })
  })

  test('6: signer or chain out of reach, without the URL, which may hold a token', async () => {
    const unreachable = await run(['signBatch', batch, '--json'], { SIGNER_URL: 'http://127.0.0.1:9' })
    expect(unreachable.code).toBe(6)
    expect(errorOf(unreachable).name).toBe('SignerUnreachableError')

    const { code, stdout, stderr } = await run(['deploy', artifact, '--json'], { RPC_URL: 'http://127.0.0.1:9/token' })
    expect(code).toBe(6)
    expect(stdout + stderr).not.toContain('token')
  })
})

describe('one command', () => {
  test.each(['deploy', 'payout', 'signBatch', 'createApiKey', 'approval'])('npm run script -- %s', async (name) => {
    const { code, stdout } = await startScript(['local', name], { env: {}, cwd: root() }).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('0x') })
  })

  test.each(['deploy', 'payout', 'signBatch', 'createApiKey', 'approval', 'createWallet'])(
    '%s --help says in three lines what to change for production',
    async (name) => {
      const { code, stdout } = await run([name, '--help'])
      expect(code).toBe(0)
      const [, lines = ''] = stdout.split(/production change three lines[^:]*:\n/)
      expect(lines.trimEnd().split('\n')).toHaveLength(3)
    },
  )

  test.each([
    [['nope', 'x'], 2],
    [['nope'], 2],
    [['--fast'], 2],
    [['--help'], 0],
  ])('npm run script -- %s says what there is', async (args, code) => {
    const ended = await startScript(['local', ...args], { env: {}, cwd: root() }).ended
    expect(ended).toMatchObject({ code, stdout: expect.stringContaining('npm run script -- deploy | payout') })
  })

  test('without one it stays up, and prints what a shell needs', async () => {
    const { child, ended } = startScript(['local'], { env: {}, cwd: root() })
    const printed = await hear(child.stdout, /([\s\S]*STAMPER.*\n)/)
    const env = Object.fromEntries(
      [...printed.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    )
    expect(await run(['deploy', artifact], env)).toMatchObject({ code: 0 })
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
    expect(await run(['deploy', artifact], env)).toMatchObject({ code: 6 })
  })
})

/** The status that a page gets which made its own name point to the script's. */
function askAs(name: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { host: name } }, ({ statusCode }) => resolve(statusCode)).on('error', reject)
  })
}

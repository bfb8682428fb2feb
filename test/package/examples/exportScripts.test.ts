import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { listWallets } from 'viem-passkey-account/actions'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { startLocalStack, startScript } from './bundledScripts.ts'

const stack = await startLocalStack()
const own = await startLocalStack({ signer: { database: join(stack.directory, 'signer.db') } })
afterAll(async () => {
  await own.close()
  await stack.close()
})
const words = 'test test test test test test test test test test test junk'
const pathOf = (name: string): string => join(stack.directory, name)
const run = (args: string[], env: Record<string, string> = {}, { env: stackEnv, directory: cwd } = stack) =>
  startScript(args, { env: { ...stackEnv, ...env }, cwd }).ended

type Ended = { code: number | null; output: string }
/** Runs a script with something in its standard input: in a pipe, or typed at a terminal of its own. */
function runWith(input: string, args: string[], { terminal = false } = {}): Promise<Ended> {
  const [name = '', ...others] = args
  const command = [process.execPath, root(`examples/scripts/${name}.ts`), ...others]
  const [program = '', ...rest] = terminal
    ? ['script', '--quiet', '--return', '--command', command.join(' '), '/dev/null']
    : command
  const child = spawn(program, rest, { cwd: stack.directory, env: { ...process.env, ...stack.env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (text.includes('not shown')) child.stdin.write(input)
    })
  if (!terminal) child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}
const exportedFlags = async (): Promise<boolean[]> => {
  const stamper = apiKeyStamper(stack.signer.apiKey)
  const reader = createSignerClient({ url: stack.env.SIGNER_URL, stamper })
  return (await listWallets(reader, stack.wallet)).map(({ exported }) => exported)
}

test('export.ts refuses a pipe before it asks for anything', async () => {
  for (const args of [['export'], ['export', '--json'], ['export', '--key']]) {
    const { code, stdout, stderr } = await run(args)
    expect(code).toBe(2)
    expect(stdout + stderr).toContain('--yes')
  }
  expect(await exportedFlags()).toEqual([false])
  expect(await run(['export', 'words', '--yes'])).toMatchObject({ code: 2 })
})

test('export.ts --yes prints the words or the key', async () => {
  const { code, stdout, stderr } = await run(['export', '--yes', '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { address, mnemonic } = JSON.parse(stdout)
  expect(mnemonicToAccount(mnemonic).address).toBe(address)
  const { privateKey } = JSON.parse((await run(['export', '--key', '--yes', '--json'])).stdout)
  expect(privateKeyToAccount(privateKey).address).toBe(stack.wallet.address)
  expect(await exportedFlags()).toEqual([true])
})

test('export.ts believes the key of a signer with a database only if SIGNER_KEY says so', async () => {
  const refused = await run(['export', '--yes', '--json'], {}, own)
  expect(refused.code).toBe(5)
  expect(JSON.parse(refused.stdout).error).toMatchObject({ name: 'AnswerMismatchError' })
  const { code, stdout } = await run(['export', '--yes', '--json'], { SIGNER_KEY: own.signer.trustedKeys.signer }, own)
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, address: own.wallet.address })
  expect(await run(['export', '--yes'], { SIGNER_KEY: 'key' }, own)).toMatchObject({ code: 2 })
})

test('import.ts refuses a pipe, and takes it with --yes', async () => {
  const args = ['import', '--name', 'Piped', '--out', 'piped.json']
  expect(await runWith(words, args)).toMatchObject({ code: 2, output: expect.stringContaining('--yes') })
  const { code, output } = await runWith(`${words}\n`, [...args, '--yes'])
  const { address } = mnemonicToAccount(words)
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(address) })
  expect(output).not.toContain('junk')
  expect(JSON.parse(readFileSync(pathOf('piped.json'), 'utf8'))).toMatchObject({ address, userId: stack.wallet.userId })
  const exported = await run(['export', '--yes', '--json'], { WALLET_FILE: pathOf('piped.json') })
  expect(JSON.parse(exported.stdout)).toEqual({ address, mnemonic: words })
})

test('import.ts says what is wrong with the words, and writes nothing', async () => {
  const args = ['import', '--name', 'Wrong', '--out', 'wrong.json', '--yes']
  const { code, output } = await runWith(words.replace('junk', 'test'), args)
  expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining('checksum') })
  expect(() => readFileSync(pathOf('wrong.json'))).toThrow()
  expect(await run(['import', '--yes'])).toMatchObject({ code: 2 })
})

// util-linux has a terminal for programs that have none.
test.runIf(process.platform === 'linux')(
  'in a terminal both ask for nothing more, and typed words are not shown',
  async () => {
    const shown = await runWith('', ['export', '--key'], { terminal: true })
    expect(shown).toMatchObject({ code: 0, output: expect.stringMatching(/0x[0-9a-f]{64}/) })
    const typed = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
    const args = ['import', '--name', 'Typed', '--out', 'typed.json']
    const { code, output } = await runWith(`${typed}\r`, args, { terminal: true })
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(mnemonicToAccount(typed).address) })
    expect(output).not.toContain('sausage')
  },
)

test('npm run script -- export runs in a terminal only, too', async () => {
  const script = fileURLToPath(new URL('../../../examples/scripts/runLocally.ts', import.meta.url))
  const child = spawn(process.execPath, [script, 'export'], { cwd: root(), stdio: ['ignore', 'pipe', 'ignore'] })
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2)
})

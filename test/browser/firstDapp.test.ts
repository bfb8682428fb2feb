import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { createPublicClient, http, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readSnippets } from '../docs/pages.js'
import { createProject } from '../package/createProject.js'
import { openChromium } from './harness/openChromium.js'

const snippets = readSnippets(readPage('docs/first-dapp.md'))
const commandsBelow = (heading: string): string[] =>
  snippets.flatMap(({ heading: found, language, code }) =>
    found === heading && language === 'sh' ? code.split('\n') : [],
  )
/** A heading that is the name of a file stands above its content. */
const files = snippets.filter(({ heading }) => /^[\w./-]*\.\w+$/.test(heading))

const installed = commandsBelow('1. Install').flatMap((command) => {
  const [, names = ''] = /^npm install (?:--save-dev )?(.*)$/.exec(command) ?? []
  return names.split(' ').filter((name) => name !== '' && !name.endsWith('.tgz'))
})
const project = await createProject(installed)
const chromium = await openChromium()
const children: ChildProcess[] = []
afterAll(async () => {
  await chromium.close()
  for (const child of children) await stop(child)
  project.remove()
})

/** The port of each command and file on the page, and a free one in its place. */
const ports = new Map<string, number>()
for (const port of ['8545', '8181', '3000', '5173']) ports.set(port, await findPort())
const reroute = (text: string): string => {
  let rerouted = text
  for (const [port, free] of ports) rerouted = rerouted.replaceAll(`:${port}`, `:${free}`)
  return rerouted.replace('port: 3000', `port: ${ports.get('3000')}`)
}

async function findPort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, 'localhost'), 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('There is no port.')
  return address.port
}

/** Starts a command in the project and waits until it prints that it is ready. */
async function start(command: string, ready: string): Promise<ChildProcess> {
  const [program = '', ...args] = command.split(' ')
  const child = spawn(program, args, {
    cwd: project.directory,
    // A separate process group: `npx` and the wrapper of Anvil do not pass every signal on.
    detached: true,
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: [join(project.directory, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  process.once('exit', () => endGroup(child))
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes(ready)) resolve()
      })
    child.on('error', reject)
    child.on('close', () => reject(new Error(`${command} ended:\n${output}`)))
  })
  return child
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null && process.kill(-pid, 'SIGTERM')
}

async function stop(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  if (endGroup(child)) await closed
}

const publicClient = createPublicClient({ transport: http(`http://127.0.0.1:${ports.get('8545')}`) })

/** What the page tells its reader to do, and a prompt that is dismissed. */
async function followSteps(url: string): Promise<void> {
  const page = await chromium.newPage()
  const passkey = await addVirtualAuthenticator(page)
  const recipient = privateKeyToAddress(generatePrivateKey())
  await page.goto(url)
  const press = async (name: string): Promise<string | null> => {
    await page.getByRole('button', { name }).click()
    return page
      .getByRole('status')
      .filter({ hasText: /^(?!Working…$)./ })
      .textContent()
  }
  expect(await press('Create a wallet')).toBe('Your wallet is ready.')
  expect(await press('Get 1 ETH')).toBe('You have 1 ETH.')

  await page.getByLabel('Recipient').fill(recipient)
  passkey.next('cancel')
  expect(await press('Send 0.01 ETH')).toBe('You closed the passkey prompt.')
  expect(await press('Send 0.01 ETH')).toMatch(/^Block \d+: success, transaction 0x[0-9a-f]{64}$/)
  expect(await publicClient.getBalance({ address: recipient })).toBe(parseEther('0.01'))
  expect(passkey.prompts.map(({ type }) => type)).toEqual(['create', 'get', 'get'])

  await page.reload()
  await page.getByRole('button', { name: 'Send 0.01 ETH' }).waitFor()
  await page.close()
}

test('docs/first-dapp.md: its files and commands make a dapp that sends a transaction', async () => {
  expect(files.map(({ heading }) => heading)).toEqual([
    '.env',
    'tsconfig.json',
    'server.ts',
    'vite.config.ts',
    'index.html',
    'src/wallet.ts',
    'src/main.tsx',
  ])
  // What `npm install` would put there; without a network the packages are those of the repository.
  const bin = join(project.directory, 'node_modules/.bin')
  mkdirSync(bin)
  for (const name of ['anvil', 'vite']) symlinkSync(root(`node_modules/.bin/${name}`), join(bin, name))
  const cli = join(project.directory, 'node_modules/viem-passkey-account/dist/signer/cli.js')
  chmodSync(cli, 0o755)
  symlinkSync(cli, join(bin, 'passkey-signer'))
  const [, init = '', ...rest] = commandsBelow('1. Install')
  for (const command of [init, ...rest.filter((line) => !line.startsWith('npm install'))]) {
    const [program = '', ...args] = command.split(' ')
    await project.run(program, args)
  }
  expect(JSON.parse(readFileSync(join(project.directory, 'package.json'), 'utf8'))).toMatchObject({ type: 'module' })
  for (const { heading, code } of files) project.write(heading, reroute(code))
  expect(await project.run('tsc', ['-p', '.'])).toBe('')

  const [anvil = '', signer = '', server = '', vite = ''] = commandsBelow('5. Run it')
  await start(`${anvil} --port ${ports.get('8545')}`, 'Listening on')
  await start(`${signer} --port ${ports.get('8181')}`, `http://127.0.0.1:${ports.get('8181')}`)
  const running = await start(server, `http://localhost:${ports.get('3000')}`)
  await start(`${vite} --port ${ports.get('5173')} --strictPort`, 'ready in')
  await followSteps(`http://localhost:${ports.get('5173')}`)

  await stop(running)
  const [build = '', again = ''] = commandsBelow('6. Build it')
  const [program = '', ...args] = build.split(' ')
  await project.run(program, args)
  await start(again, `http://localhost:${ports.get('3000')}`)
  await followSteps(`http://localhost:${ports.get('3000')}`)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicClient, http, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { nativeTsc } from '../../scripts/lib/tsc.ts'
import { openChromium } from './harness/openChromium.js'
import { openGuide } from './harness/openGuide.js'

const { project, filesOf, commandsBelow, port, start, stop } = await openGuide('docs/first-dapp.md')
const files = filesOf('docs/first-dapp.md')
const chromium = await openChromium()
afterAll(chromium.close)

const publicClient = createPublicClient({ transport: http(`http://127.0.0.1:${port(8545)}`) })

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
  const [, init = '', ...rest] = commandsBelow('1. Install')
  for (const command of [init, ...rest.filter((line) => !line.startsWith('npm install'))]) {
    const [program = '', ...args] = command.split(' ')
    await project.run(program, args)
  }
  expect(JSON.parse(readFileSync(join(project.directory, 'package.json'), 'utf8'))).toMatchObject({ type: 'module' })
  for (const { heading, code } of files) project.write(heading, code)
  expect(await project.run(process.execPath, [nativeTsc, '-p', '.'])).toBe('')

  const [anvil = '', signer = '', server = '', vite = ''] = commandsBelow('5. Run it')
  await start(`${anvil} --port ${port(8545)}`, 'Listening on')
  await start(`${signer} --port ${port(8181)}`, `http://127.0.0.1:${port(8181)}`)
  const running = await start(server, `http://localhost:${port(3000)}`)
  await start(`${vite} --port ${port(5173)} --strictPort`, 'ready in')
  await followSteps(`http://localhost:${port(5173)}`)

  await stop(running)
  const [build = '', again = ''] = commandsBelow('6. Build it')
  const [program = '', ...args] = build.split(' ')
  await project.run(program, args)
  await start(again, `http://localhost:${port(3000)}`)
  await followSteps(`http://localhost:${port(3000)}`)
})

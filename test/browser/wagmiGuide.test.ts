import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicClient, type Hex, http, isAddress, parseEther, verifyMessage } from 'viem'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { nativeTsc } from '../../scripts/lib/tsc.ts'
import { openChromium } from './harness/openChromium.js'
import { openGuide } from './harness/openGuide.js'

/** What `npm create vite` writes and installs, as far as the page does not replace it. create-vite 9.3.0, `react-ts`. */
const template = {
  packages: ['react', 'react-dom', 'vite', '@vitejs/plugin-react', '@types/node', '@types/react', '@types/react-dom'],
  files: {
    'package.json': '{ "private": true, "type": "module" }',
    'index.html':
      '<!doctype html><html lang="en"><body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body></html>',
    'src/main.tsx': `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import App from './App.tsx'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
`,
    'tsconfig.app.json': JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        lib: ['ES2023', 'DOM'],
        module: 'esnext',
        types: ['vite/client'],
        allowArbitraryExtensions: true,
        skipLibCheck: true,
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        verbatimModuleSyntax: true,
        moduleDetection: 'force',
        noEmit: true,
        jsx: 'react-jsx',
        noUnusedLocals: true,
        noUnusedParameters: true,
        erasableSyntaxOnly: true,
        noFallthroughCasesInSwitch: true,
      },
      include: ['src'],
    }),
  },
}

const page = 'docs/wagmi.md'
const { project, filesOf, commandsBelow, port, start } = await openGuide(page, template.packages)
// npm puts it below `wagmi`.
rmSync(join(project.directory, 'node_modules/@wagmi'), { recursive: true })
const chromium = await openChromium()
afterAll(chromium.close)

test('docs/wagmi.md: its files and commands make a dapp that sends transactions', async () => {
  const ours = filesOf(page)
  const theirs = filesOf('docs/first-dapp.md').filter(({ heading }) =>
    ['.env', 'server.ts', 'vite.config.ts'].includes(heading),
  )
  expect(ours.map(({ heading }) => heading)).toEqual(['src/config.ts', 'src/App.tsx'])
  expect(theirs).toHaveLength(3)
  for (const [name, content] of Object.entries(template.files)) project.write(name, content)
  for (const { heading, code } of [...ours, ...theirs]) project.write(heading, code)
  expect(await project.run(process.execPath, [nativeTsc, '-p', 'tsconfig.app.json'])).toBe('')

  const [anvil = '', signer = '', server = '', vite = ''] = commandsBelow('4. Run it')
  await start(`${anvil} --port ${port(8545)}`, 'Listening on')
  await start(`${signer} --port ${port(8181)}`, `http://127.0.0.1:${port(8181)}`)
  await start(server, `http://localhost:${port(3000)}`)
  await start(`${vite} --port ${port(5173)} --strictPort`, 'ready in')

  const tab = await chromium.newPage()
  const passkey = await addVirtualAuthenticator(tab)
  const press = (name: string): Promise<void> => tab.getByRole('button', { name, exact: true }).click()
  const read = (label: string): Promise<string | null> => tab.getByLabel(label).filter({ hasText: /./ }).textContent()
  const publicClient = createPublicClient({ transport: http(`http://127.0.0.1:${port(8545)}`) })

  await tab.goto(`http://localhost:${port(5173)}`)
  passkey.next('cancel')
  await press('Sign up')
  const status = tab.getByRole('status').filter({ hasText: /./ })
  await expect.poll(() => status.textContent()).toBe('You closed the passkey prompt.')
  await press('Sign up')
  const address = (await tab.getByText(/^0x[\da-fA-F]{40}$/).textContent()) ?? ''
  if (!isAddress(address)) throw new Error(`${address} is not an address.`)

  await press('Get 1 ETH')
  await expect.poll(() => publicClient.getBalance({ address })).toBe(parseEther('1'))
  passkey.next('cancel')
  await press('Send 0.01 ETH')
  await expect.poll(() => read('Transaction')).toBe('You closed the passkey prompt.')
  await press('Send 0.01 ETH')
  await tab.getByLabel('Transaction').filter({ hasText: 'success' }).waitFor()
  await press('Sign')
  const signature = (await read('Signature')) as Hex
  expect(await verifyMessage({ address, message: 'Hello', signature })).toBe(true)
  await press('Send two transactions with one prompt')
  await expect.poll(() => read('Batch')).toMatch(/^0x/)
  await expect.poll(() => publicClient.getTransactionCount({ address })).toBe(3)
  const prompts = ['create', 'create', 'get', 'get', 'get', 'get']
  expect(passkey.prompts.map(({ type }) => type)).toEqual(prompts)

  await tab.reload()
  await tab.getByText(address).waitFor()
  await press('Sign out')
  await press('Sign in')
  await tab.getByText(address).waitFor()
  expect(passkey.prompts.map(({ type }) => type)).toEqual([...prompts, 'get'])
})

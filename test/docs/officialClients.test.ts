import { readFileSync } from 'node:fs'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test, vi } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { loadSnippet, snippetBelow } from './loadSnippet.js'
import { readPage } from './pages.js'

const path = 'docs/official-clients.md'
const signer = await createLocalSigner()
const { url, close } = await listen(signer)
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await close()
  await signer.close()
})

test('the script signs, and the signature is the wallet’s', async () => {
  vi.stubEnv('SIGNER_URL', url)
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await loadSnippet(path, 'Sign a message')
  const [[{ address, signature, signer: recovered } = {}] = []] = print.mock.calls
  expect(signature).toMatch(/^0x[0-9a-f]{130}$/)
  expect(recovered).toBe(address)
})

test('the commands contain the organization and the API key of the signer', () => {
  const { text } = readPage(path)
  const [, command = ''] = /```sh\n(BASE_URL=[^`]*)```/.exec(text) ?? []
  expect(command).toContain(`ORGANIZATION_ID=${signer.organizationId} \\`)
  expect(command).toContain(`API_PUBLIC_KEY=${signer.apiKey.publicKey} \\`)
  expect(command).toContain(`API_PRIVATE_KEY=${signer.apiKey.privateKey} \\`)
  expect(snippetBelow(path, 'In a page')).toContain(signer.organizationId)
})

test('the versions are the installed ones, and the test files exist', () => {
  const { text } = readPage(path)
  const rows = [...text.matchAll(/^\| `(@turnkey\/[\w-]+)` \| ([\d.]+) \| [^|]* \|$/gm)]
  const installed = rows.map(([, name = '']) => {
    const manifest: { version: string } = JSON.parse(readFileSync(root(`node_modules/${name}/package.json`), 'utf8'))
    return manifest.version
  })
  expect(rows.map(([, , version]) => version)).toEqual(installed)
  const files = [...text.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(rows.length)
  for (const file of files) expect(() => readFileSync(root(file))).not.toThrow()
})

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { encodeFunctionData, type Hex, zeroAddress } from 'viem'
import { anvil } from 'viem/chains'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { swap, token } from '../../examples/next/lib/contracts.js'
import { describeRequest } from '../../examples/next/lib/describeRequest.js'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readProse, readSnippets } from './pages.js'

const folder = root('examples/next')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const page = readPage('docs/next.md')
const sources = globSync('{app,lib,components}/**/*.{css,svg,ts,tsx}', { cwd: folder })
const files = readSnippets(page).filter(({ language }) => ['typescript', 'tsx'].includes(language))

test('the files of docs/next.md are those of the example', () => {
  for (const { heading, code } of files) expect(`${code}\n`, heading).toBe(read(heading))
  expect(files).toHaveLength(12)
})

test('they are complete: they import packages, and each other', () => {
  const shown = files.map(({ heading }) => heading.replace(/\.tsx?$/, ''))
  const imported = files.flatMap(({ heading, code }) =>
    [...code.matchAll(/ from '([.@]\/?[^']*)'|^import '(\.[^']*)'/gm)].flatMap(([, from = '', bare = from]) => {
      if (bare.startsWith('@/')) return [bare.slice(2)]
      return bare.startsWith('.') ? [normalize(join(dirname(heading), bare))] : []
    }),
  )
  expect(imported.filter((file) => !shown.includes(file))).toEqual([])
  expect(imported).toContain('lib/wallet')
})

test('its .env.local names every variable that its files read, with the local signer’s development values', async () => {
  const signer = await createLocalSigner()
  onTestFinished(signer.close)
  const [env] = readSnippets(page).filter(({ heading }) => heading === '.env.local')
  const values = new Map(
    env?.code.split('\n').map((line): [string, string] => [line.split('=')[0] ?? '', line.split('=')[1] ?? '']),
  )
  const readVariables = (codes: string[]) =>
    codes.flatMap((code) =>
      [...code.matchAll(/const \{(.*?)\} = process\.env/gs)].flatMap(([, list = '']) =>
        [...list.matchAll(/([A-Z_]+)/g)].map(([name]) => name),
      ),
    )
  const names = readVariables(files.map(({ code }) => code))
  expect([...values.keys()].toSorted()).toEqual([...new Set(names)].toSorted())
  // The rest of the example offers a limit if this one is set.
  const others = readVariables(sources.map(read)).filter((name) => !names.includes(name))
  expect(others).toEqual(['SESSION_PROFILE_ID'])
  expect(readProse(page)).toContain('`SESSION_PROFILE_ID`')
  expect(values.get('ORGANIZATION_ID')).toBe(signer.organizationId)
  expect(values.get('API_PUBLIC_KEY')).toBe(signer.apiKey.publicKey)
  expect(values.get('API_PRIVATE_KEY')).toBe(signer.apiKey.privateKey)
})

test('the README of the example names every file of it, and the guide names no other', () => {
  const named = [...read('README.md').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(.+?)`/g)].map(([, file = '']) => file),
  )
  expect(named.toSorted()).toEqual([...sources, 'next.config.ts'].toSorted())
  const inGuide = [...readProse(page).matchAll(/`((?:app|components|lib)\/[^`]+\.tsx?)`/g)].map(([, file = '']) => file)
  expect(inGuide.filter((file) => !sources.includes(file))).toEqual([])
  expect(inGuide.length).toBeGreaterThan(5)
})

test('the lock file of the example names no registry, and has the dependencies of this package', () => {
  type Entry = { resolved?: string; dependencies?: Record<string, string> }
  const { packages }: { packages: Record<string, Entry> } = JSON.parse(read('package-lock.json'))
  const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? [])
  // Where the built package is, which npm packs and installs.
  expect(resolved).toEqual(['file:../node_modules/viem-passkey-account'])
  // If this fails, run "npm run pack", and "npm install --ignore-scripts" in examples/next.
  const { dependencies }: Entry = JSON.parse(readFileSync(root('package.json'), 'utf8'))
  expect(packages['node_modules/viem-passkey-account']?.dependencies).toEqual(dependencies)
})

/** What the dialog of the example shows. */
const show = (subject: object): string => {
  const { title, fields } = describeRequest({ address: token.address, chain: anvil, ...subject } as never)
  return [title, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\n')
}

test('the dialog of the example says what is signed, and hides nothing', () => {
  const to = '0x00000000000000000000000000000000000A11cE'
  const fees = { gas: 21_000n, maxFeePerGas: 10n ** 9n }
  const transaction = (more: object) => show({ type: 'transaction', transaction: { ...fees, ...more } })
  const transfer = encodeFunctionData({ abi: token.abi, functionName: 'transfer', args: [to, 10n ** 18n] })
  const fee = 'Fee, at most: 0.000021 ETH'
  expect(transaction({ to, value: 10n ** 16n })).toBe(`Send 0.01 ETH\nTo: ${to}\n${fee}`)
  // Addresses in any case.
  for (const address of [token.address, token.address.toLowerCase()])
    expect(transaction({ to: address, data: transfer })).toBe(`Send 1 PERMIT\nTo: ${to}\n${fee}`)
  expect(transaction({ to: token.address, data: transfer, value: 1n })).toContain('Value: 0.000000000000000001 ETH')
  expect(transaction({ to, data: transfer })).toBe(`Call a contract\nTo: ${to}\nData: ${transfer}\n${fee}`)
  expect(transaction({ to: swap.address, data: '0x12345678' })).toContain('Data: 0x12345678')
  expect(transaction({ data: '0x60' })).toMatch(/^Deploy a contract\nData: 0x60\n/)
  expect(transaction({ to, authorizationList: [{ address: swap.address }] })).toContain(`Delegates to: ${swap.address}`)
  expect(transaction({ to, gas: 1n, maxFeePerGas: undefined, gasPrice: 10n ** 18n })).toContain('Fee, at most: 1 ETH')
  expect(
    show({
      type: 'calls',
      transactions: [
        { to, value: 1n, ...fees },
        { to: token.address, data: transfer, ...fees },
      ],
    }),
  ).toBe(
    `Sign 2 transactions\nTransaction 1: Send 0.000000000000000001 ETH\nTo: ${to}\nTransaction 2: Send 1 PERMIT\nTo: ${to}\nFee, at most: 0.000042 ETH`,
  )

  const message = (raw: Hex | Uint8Array | string) =>
    show({ type: 'message', message: typeof raw === 'string' && !raw.startsWith('0x') ? raw : { raw } })
  expect(message('Hello')).toBe('Sign a message\nMessage: Hello')
  expect(message('0x48656c6c6f')).toBe('Sign a message\nMessage: Hello')
  expect(message(new Uint8Array([0xff, 0]))).toBe('Sign a message\nMessage: 0xff00')
  expect(show({ type: 'authorization', authorization: { contractAddress: swap.address } })).toBe(
    `Delegate your account\nTo the code of: ${swap.address}`,
  )
  expect(show({ type: 'authorization', authorization: { contractAddress: zeroAddress } })).toMatch(
    /^End the delegation/,
  )
  const typedData = {
    domain: { name: 'Shop', chainId: 1n },
    primaryType: 'Order',
    message: { lines: [{ amount: 5n }] },
  }
  expect(show({ type: 'typedData', typedData })).toBe('Sign Order for Shop\nChain id: 1\nlines: [{amount:5}]')
  expect(show({ type: 'hash', hash: '0x12' })).toBe('Sign a hash\nHash: 0x12')
})

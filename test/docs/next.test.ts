import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readProse, readSnippets } from './pages.js'

const folder = root('examples/next')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const page = readPage('docs/next.md')
const files = readSnippets(page).filter(({ language }) => ['typescript', 'tsx'].includes(language))

test('the files of docs/next.md are those of the example', () => {
  for (const { heading, code } of files) expect(`${code}\n`, heading).toBe(read(heading))
  expect(files).toHaveLength(10)
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

test('its .env.local names every variable that the example reads, with the local signer’s development values', async () => {
  const signer = await createLocalSigner()
  onTestFinished(signer.close)
  const [env] = readSnippets(page).filter(({ heading }) => heading === '.env.local')
  const values = new Map(
    env?.code.split('\n').map((line): [string, string] => [line.split('=')[0] ?? '', line.split('=')[1] ?? '']),
  )
  const sources = globSync('{app,lib,components}/**/*.{ts,tsx}', { cwd: folder })
  const names = sources.flatMap((file) =>
    [...read(file).matchAll(/const \{(.*?)\} = process\.env/gs)].flatMap(([, list = '']) =>
      [...list.matchAll(/([A-Z_]+)/g)].map(([name]) => name),
    ),
  )
  expect([...values.keys()].toSorted()).toEqual([...new Set(names)].toSorted())
  expect(values.get('ORGANIZATION_ID')).toBe(signer.organizationId)
  expect(values.get('API_PUBLIC_KEY')).toBe(signer.apiKey.publicKey)
  expect(values.get('API_PRIVATE_KEY')).toBe(signer.apiKey.privateKey)
})

test('the README of the example names every file of it, and the guide names no other', () => {
  const sources = globSync('{app,lib,components}/**/*.{css,svg,ts,tsx}', { cwd: folder })
  const named = [...read('README.md').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(.+?)`/g)].map(([, file = '']) => file),
  )
  expect(named.toSorted()).toEqual([...sources, 'next.config.ts'].toSorted())
  const inGuide = [...readProse(page).matchAll(/`((?:app|components|lib)\/[^`]+\.tsx?)`/g)].map(([, file = '']) => file)
  expect(inGuide.filter((file) => !sources.includes(file))).toEqual([])
  expect(inGuide.length).toBeGreaterThan(5)
})

test('the lock file of the example names no registry', () => {
  const { packages }: { packages: Record<string, { resolved?: string }> } = JSON.parse(read('package-lock.json'))
  const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? [])
  // Where the built package is, which npm packs and installs.
  expect(resolved).toEqual(['file:../node_modules/viem-passkey-account'])
  expect(Object.keys(packages)).toContain('node_modules/next')
})

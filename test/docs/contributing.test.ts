import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readFirstColumn, readPage, readPages } from './pages.js'

const manifest: Record<
  'scripts' | 'dependencies' | 'devDependencies' | 'peerDependencies' | 'overrides',
  Record<string, string>
> = JSON.parse(readFileSync(root('package.json'), 'utf8'))

test('every dependency has its reason in CONTRIBUTING.md, and every reason its dependency', () => {
  const { dependencies, devDependencies, overrides, peerDependencies } = manifest
  const declared = Object.keys({ ...dependencies, ...devDependencies, ...overrides, ...peerDependencies })
  const explained = readFirstColumn(readPage('CONTRIBUTING.md'), '## Dependencies')
  expect(explained.toSorted()).toEqual(declared.toSorted())
})

test('every npm script that a page names is there', () => {
  const builtIn = ['ci', 'create', 'init', 'pkg', 'i', 'exec', 'rebuild', 'install']
  const named = readPages().flatMap(({ path, text }) =>
    [...text.matchAll(/(?:^|`|&& )npm (?:run )?([\w:]+)/gm)].flatMap(([, name = '']) =>
      builtIn.includes(name) ? [] : [{ path, name }],
    ),
  )
  expect(named.filter(({ name }) => manifest.scripts[name] === undefined)).toEqual([])
  expect(named.map(({ name }) => name)).toContain('start')
})

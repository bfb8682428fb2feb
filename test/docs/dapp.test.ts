import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'

const read = (path: string): string => readFileSync(root(`examples/dapp/${path}`), 'utf8')

test('the wallet of the demo is at most 150 lines', () => {
  expect(read('src/wallet.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
})

test('the README of the demo names every file of it, and none that is gone', () => {
  const named = [...read('README.md').matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(.+?)`/g)].map(([, file]) => file),
  )
  const files = globSync('{index.html,src/*,server/*}', { cwd: root('examples/dapp') })
  expect(named.toSorted()).toEqual(files.toSorted())
})

import * as root from 'viem-passkey-account'
import * as actions from 'viem-passkey-account/actions'
import * as server from 'viem-passkey-account/server'
import * as signer from 'viem-passkey-account/signer'
import * as testing from 'viem-passkey-account/testing'
import * as testingNode from 'viem-passkey-account/testing/node'
import { expect, test } from 'vitest'
import { errorTexts } from '../../examples/dapp/src/errors.ts'
import { readPage } from './pages.js'

const exported = Object.entries({ ...root, ...actions, ...server, ...signer, ...testing, ...testingNode }).flatMap(
  ([name, value]) => (typeof value === 'function' && value.prototype instanceof Error ? [name] : []),
)
const rows = [...readPage('docs/errors.md').text.matchAll(/^\| `(\w+)` \|(.*)\|(.*)\|(.*)\|$/gm)].map(
  ([, name = '', ...cells]) => ({
    name,
    cells,
  }),
)

test('every error class has one row in docs/errors.md, and every row a class', () => {
  expect(rows.map(({ name }) => name).toSorted()).toEqual(exported.toSorted())
})

test('every row says when, what to show the user, and what to do', () => {
  expect(rows.filter(({ cells }) => cells.some((cell) => cell.trim() === ''))).toEqual([])
})

test('the demo has a sentence and a next step for every error', () => {
  expect(Object.keys(errorTexts).toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
  const texts = Object.values(errorTexts).flatMap(({ what, next }) => [what, next])
  expect(texts.filter((text) => !/^[A-Z].+[.!?]$/.test(text))).toEqual([])
})

import * as root from 'viem-passkey-account'
import * as actions from 'viem-passkey-account/actions'
import * as server from 'viem-passkey-account/server'
import * as signer from 'viem-passkey-account/signer'
import * as testing from 'viem-passkey-account/testing'
import * as testingNode from 'viem-passkey-account/testing/node'
import { expect, test } from 'vitest'
import { readErrors } from './readErrors.js'

const exported = Object.entries({ ...root, ...actions, ...server, ...signer, ...testing, ...testingNode }).flatMap(
  ([name, value]) => (typeof value === 'function' && value.prototype instanceof Error ? [name] : []),
)
const described = readErrors()

test('every error class has one heading in docs/errors.md, and every heading a class', () => {
  expect(described.map(({ name }) => name).toSorted()).toEqual(exported.toSorted())
})

test('every heading says when, what to show the user, and what to do, in this order', () => {
  const parts = [/^\*\*When\*\* \S/, /^\*\*Show the user\*\* \S/, /^\*\*What to do\*\* \S/]
  const incomplete = described.filter(
    ({ paragraphs }) =>
      paragraphs.length !== parts.length || !parts.every((part, index) => part.test(paragraphs[index] ?? '')),
  )
  expect(incomplete).toEqual([])
})

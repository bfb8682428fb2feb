import * as root from 'viem-passkey-account'
import * as actions from 'viem-passkey-account/actions'
import * as policies from 'viem-passkey-account/policies'
import * as provider from 'viem-passkey-account/provider'
import * as server from 'viem-passkey-account/server'
import * as signer from 'viem-passkey-account/signer'
import * as testing from 'viem-passkey-account/testing'
import * as testingNode from 'viem-passkey-account/testing/node'
import * as testingPlaywright from 'viem-passkey-account/testing/playwright'
import * as testingVitest from 'viem-passkey-account/testing/vitest'
import { expect, test } from 'vitest'
import { readPages } from './pages.js'

test('everything that the package exports is named on some page', () => {
  const text = readPages()
    .map((page) => page.text)
    .join('\n')
  const exported = Object.keys({
    ...root,
    ...actions,
    ...policies,
    ...provider,
    ...server,
    ...signer,
    ...testing,
    ...testingNode,
    ...testingVitest,
    ...testingPlaywright,
  })
  expect(exported.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([])
  expect(exported.length).toBeGreaterThan(30)
})

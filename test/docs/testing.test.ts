import { SignerUnreachableError } from 'viem-passkey-account'
import { expect, test } from 'vitest'
import { call } from './calls.js'
import { loadSnippet } from './loadSnippet.js'

const page = 'docs/testing.md'

test('an error that was triggered', async () => {
  const { failed } = await loadSnippet(page, 'Every error')
  expect(failed).toBeInstanceOf(SignerUnreachableError)
})

test('a passkey that was saved and restored', async () => {
  const { restored } = await loadSnippet(page, 'A passkey in software')
  expect(restored).toMatchObject({ credentials: [] })
})

test('prool', async () => {
  const { stop } = await loadSnippet(page, 'With prool')
  await call(stop)
})

import { createSignerClient, InvalidParameterError } from 'viem-passkey-account'
import { expect, test } from 'vitest'

test('the default URL is the production API, and a URL may have a path', () => {
  expect(createSignerClient().url).toBe('https://api.turnkey.com')
  expect(createSignerClient({ url: 'http://localhost:8181/' }).url).toBe('http://localhost:8181')
  expect(createSignerClient({ url: 'https://app.example.com/api/signer//' }).url).toBe(
    'https://app.example.com/api/signer',
  )
})

test.each([
  'localhost:8181',
  'api/signer',
  '//signer.test',
  '/api/signer?x',
  'ftp://a.test',
  'http://user:pass@a.test',
  'http://a.test?x',
  'http://a.test#x',
])('refuses %j as a URL', (url) => {
  expect(() => createSignerClient({ url })).toThrow(InvalidParameterError)
})

test('timestamps increase strictly, even if the clock stands still or goes back', () => {
  const times = [1000, 1000, 990, 2000]
  const client = createSignerClient({ now: () => times.shift() ?? 0 })
  const next = () => client.nextTimestampMs()
  expect([next(), next(), next(), next()]).toEqual(['1000', '1001', '1002', '2000'])
})

test('a corrected clock is used from then on', () => {
  const times = [5_000_000, 4_939_000, 4_939_000, 4_940_000]
  const client = createSignerClient({ now: () => times.shift() ?? 0 })
  const next = () => client.nextTimestampMs()
  expect([next(), next(), next(), next()]).toEqual(['5000000', '4939000', '4939001', '4940000'])
})

test('an error does not repeat a secret in a URL', () => {
  for (const url of ['https://me:hunter2@signer.test', 'https://signer.test?token=hunter2']) {
    try {
      createSignerClient({ url })
      expect.unreachable()
    } catch (error) {
      expect(`${error} ${JSON.stringify(error)}`).not.toContain('hunter2')
    }
  }
})

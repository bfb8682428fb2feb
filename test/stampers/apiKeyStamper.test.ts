import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { apiKeyStamper, createSessionKey, InvalidApiKeyError } from 'viem-passkey-account'
import { expect, test } from 'vitest'

/** A fresh pair in the wire's form, and the same public key for Node's verifier. */
function createPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' })
  const hex = (part: string) => Buffer.from(part, 'base64url').toString('hex')
  const sign = Number.parseInt(hex(y).slice(-1), 16) % 2 ? '03' : '02'
  return { publicKey: sign + hex(x), privateKey: hex(d), verifier: publicKey }
}

const read = (value: string): { publicKey: string; scheme: string; signature: string } =>
  JSON.parse(Buffer.from(value, 'base64url').toString())

test('signs the exact body, for both parities of the public key and every length of r and s', async () => {
  const parities = new Set<string>()
  const lengths = new Set<number>()
  for (let round = 0; round < 64; round++) {
    const { verifier, ...pair } = createPair()
    const body = `{"round":${round},"text":"žluť 🦊"}`
    const { stampHeaderName, stampHeaderValue } = await apiKeyStamper(pair).stamp(body)
    const { publicKey, scheme, signature, ...rest } = read(stampHeaderValue)

    expect({ stampHeaderName, publicKey, scheme, rest }).toEqual({
      stampHeaderName: 'X-Stamp',
      publicKey: pair.publicKey,
      scheme: 'SIGNATURE_SCHEME_TK_API_P256',
      rest: {},
    })
    expect(stampHeaderValue).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(verify('sha256', Buffer.from(body), verifier, Buffer.from(signature, 'hex'))).toBe(true)
    expect(verify('sha256', Buffer.from(`${body} `), verifier, Buffer.from(signature, 'hex'))).toBe(false)
    parities.add(publicKey.slice(0, 2))
    lengths.add(signature.length)
  }
  expect(parities).toEqual(new Set(['02', '03']))
  expect(lengths.size).toBeGreaterThan(1)
})

test('reads keys as the official stamper does, with and without 0x, in either case', async () => {
  const { publicKey, privateKey } = createPair()
  const official = await new ApiKeyStamper({ apiPublicKey: publicKey, apiPrivateKey: privateKey }).stamp('body')
  const ours = await apiKeyStamper({
    publicKey: `0x${publicKey.toUpperCase()}`,
    privateKey: `0x${privateKey.toUpperCase()}`,
  }).stamp('body')
  expect(ours.stampHeaderName).toBe(official.stampHeaderName)
  expect({ ...read(ours.stampHeaderValue), signature: '' }).toEqual({
    ...read(official.stampHeaderValue),
    signature: '',
  })
})

test('verifies the stamp that the API documents', () => {
  // "hello from TKHQ": the vector of the signing API's own documentation on stamps.
  const point = '27a50032e6f0631d5605b6ada32b779074f346e81b68e12801640f1c9ee03dae'
  const spki = Buffer.from(`3039301306072a8648ce3d020106082a8648ce3d03010703220003${point}`, 'hex')
  const signature =
    '304402203623defd618eb3e219970496407ebe92447317dad75e412bd4a6267c3b5e22230220245b740848a72d08b60d6c84f339737b63db3bcbadb3bd0dcb1bfb865715d8b5'
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  expect(verify('sha256', Buffer.from('{"payload": "hello from TKHQ"}'), key, Buffer.from(signature, 'hex'))).toBe(true)
})

test('refuses keys that cannot be used, as early as it can, and never shows them', async () => {
  const { publicKey, privateKey } = createPair()
  const refused = [
    { publicKey: publicKey.slice(2), privateKey },
    { publicKey: `04${publicKey.slice(2)}`, privateKey },
    // No point of P-256 has x = 1: 1³ − 3·1 + b is no square.
    { publicKey: `02${'1'.padStart(64, '0')}`, privateKey },
    { publicKey: `02${'f'.repeat(64)}`, privateKey },
    { publicKey, privateKey: privateKey.slice(2) },
    { publicKey, privateKey: 'z'.repeat(64) },
  ]
  for (const pair of refused) expect(() => apiKeyStamper(pair), JSON.stringify(pair)).toThrow(InvalidApiKeyError)

  const mixed = apiKeyStamper({ publicKey, privateKey: createPair().privateKey })
  const error = await mixed.stamp('body').catch((error) => error)
  expect(error).toBeInstanceOf(InvalidApiKeyError)
  expect(error.reason).toBe('the private key does not belong to the public key')
  expect(`${error} ${error.stack} ${JSON.stringify(error)}`).not.toContain(privateKey)
})

test('missing keys fail the first stamp, not the creation of the stamper', async () => {
  const { publicKey, privateKey } = createPair()
  const missing = [
    [{ privateKey }, 'publicKey'],
    [{ publicKey, privateKey: '' }, 'privateKey'],
    [{ publicKey: undefined, privateKey: undefined }, 'publicKey'],
  ] as [Partial<apiKeyStamper.Parameters>, string][]
  for (const [pair, name] of missing) {
    const stamping = apiKeyStamper(pair as apiKeyStamper.Parameters).stamp('body')
    await expect(stamping).rejects.toMatchObject({ name: 'InvalidApiKeyError', reason: `\`${name}\` is missing` })
  }
})

test('accepts a key that is not extractable', async () => {
  const key = await createSessionKey()
  const { stampHeaderValue } = await apiKeyStamper(key).stamp('body')
  const { publicKey, signature } = read(stampHeaderValue)
  expect(publicKey).toBe(key.publicKey)
  const spki = Buffer.from(`3039301306072a8648ce3d020106082a8648ce3d030107032200${publicKey}`, 'hex')
  const verifier = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  expect(verify('sha256', Buffer.from('body'), verifier, Buffer.from(signature, 'hex'))).toBe(true)

  const other = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt'])
  const error = await apiKeyStamper({ ...key, privateKey: other })
    .stamp('body')
    .catch((error) => error)
  expect(error).toMatchObject({
    name: 'InvalidApiKeyError',
    reason: '`privateKey` is not a `CryptoKey` that signs with P-256',
  })
})

test('says that it does not prompt, whatever the form of its key', async () => {
  const { publicKey, privateKey } = createPair()
  const keys = [{ publicKey, privateKey }, await createSessionKey(), { publicKey, privateKey: '' }]
  for (const key of keys) expect(apiKeyStamper(key).prompts).toBe(false)
})

import { createPublicKey, generateKeyPairSync, generatePrimeSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { coseEntries, coseKey, handMadePasskey, newP256Key } from './handMadePasskey.js'
import { refusal } from './refusal.js'
import { textAt } from './testClient.js'

const create = ({ signer, submit }: SignerContext, user: Record<string, unknown>) =>
  submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
    subOrganizationName: 'Ada',
    rootUsers: [{ userName: 'Ada', ...user }],
    rootQuorumThreshold: 1,
  })

const rsa = (modulusLength: number, publicExponent = 65537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent })
const rsaCose = (modulus: Uint8Array, exponent: Uint8Array) =>
  coseKey([
    [1, 3],
    [3, -257],
    [-1, modulus],
    [-2, exponent],
  ])
const modulusOf = (key: KeyObject) => Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url')
const strong = rsa(2048)
const modulus = modulusOf(strong.publicKey)
const f4 = Buffer.from([1, 0, 1])
const p256 = coseEntries(newP256Key().publicKey)

const toBigInt = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
const odd = (value: bigint) => value - (value % 2n) + 1n
const bytesOf = (value: bigint) => {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}

/** Changes the labels of a P-256 key. */
const ec = (changes: Record<number, number | Uint8Array>) =>
  coseKey(p256.map(([label, value]) => [label, changes[label] ?? value]))

describeSigner('a passkey', {}, (context) => {
  test.each([
    ['2048 bits', strong],
    ['3072 bits', rsa(3072)],
    ['4096 bits', rsa(4096)],
  ])('of RSA with %s is accepted', async (_, key) => {
    const passkey = handMadePasskey({ key })
    const created = await create(context, { authenticators: [passkey.register()] })
    expect(created.status, created.text).toBe(200)
    const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
    expect(await context.query(passkey.stamp, 'whoami', id)).toMatchObject({ status: 200 })
    const other = handMadePasskey({ key: strong === key ? rsa(2048) : strong, credentialId: passkey.credentialId })
    expect(await context.query(other.stamp, 'whoami', id)).toMatchObject({ status: 401 })
  })

  const factored = "the passkey's RSA key has a modulus that is easily factored"
  const weakExponent = "the passkey's RSA key has a weak exponent; an odd one from 65537 to 2^32 is accepted"
  test.each([
    [
      'RSA of 512 bits',
      rsaCose(modulusOf(rsa(512).publicKey), f4),
      "the passkey's RSA key has 512 bits; 2048 to 4096 are accepted",
    ],
    [
      'RSA of 1024 bits',
      rsaCose(modulusOf(rsa(1024).publicKey), f4),
      "the passkey's RSA key has 1024 bits; 2048 to 4096 are accepted",
    ],
    [
      'RSA of 512 bits with zeros before them',
      rsaCose(Buffer.concat([Buffer.alloc(192), modulusOf(rsa(512).publicKey)]), f4),
      "the passkey's RSA key has 512 bits; 2048 to 4096 are accepted",
    ],
    [
      'RSA of 2047 bits',
      rsaCose(Buffer.concat([Buffer.from([0x7f]), modulus.subarray(1)]), f4),
      "the passkey's RSA key has 2047 bits; 2048 to 4096 are accepted",
    ],
    [
      'RSA of 4104 bits',
      rsaCose(Buffer.alloc(513, 0xff), f4),
      "the passkey's RSA key has 4104 bits; 2048 to 4096 are accepted",
    ],
    ['RSA of no bits', rsaCose(Buffer.alloc(256), f4), "the passkey's RSA key has 0 bits; 2048 to 4096 are accepted"],
    [
      'RSA with an even modulus',
      rsaCose(Buffer.concat([modulus.subarray(0, -1), Buffer.from([0])]), f4),
      "the passkey's RSA key has an even modulus",
    ],
    ['RSA with all bits, which has many small factors', rsaCose(Buffer.alloc(256, 0xff), f4), factored],
    ['RSA with the factor 743', rsaCose(bytesOf(odd(toBigInt(modulus) / 743n) * 743n), f4), factored],
    ['RSA with one prime twice', rsaCose(bytesOf(generatePrimeSync(1536, { bigint: true }) ** 2n), f4), factored],
    // Every signature verifies that equals the message.
    ['RSA with the exponent 1', rsaCose(modulus, Buffer.from([1])), weakExponent],
    ['RSA with the exponent 3', rsaCose(modulus, Buffer.from([3])), weakExponent],
    ['RSA with an even exponent', rsaCose(modulus, Buffer.from([1, 0, 0])), weakExponent],
    // As slow as signing.
    ['RSA with an exponent as long as its modulus', rsaCose(modulus, modulus), weakExponent],
    ['a point that is not on P-256', ec({ [-3]: Buffer.alloc(32, 7) }), "the passkey's key is not a point on P-256"],
    [
      'the point at zero',
      ec({ [-2]: Buffer.alloc(32), [-3]: Buffer.alloc(32) }),
      "the passkey's key is not a point on P-256",
    ],
    [
      'a coordinate beyond the field',
      ec({ [-2]: Buffer.alloc(32, 0xff) }),
      "the passkey's key is not a point on P-256",
    ],
    [
      'Ed25519',
      coseKey([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, Buffer.alloc(32, 1)],
      ]),
      "the passkey's algorithm EdDSA (-8) is not supported; ES256 (-7) and RS256 (-257) are",
    ],
    ['ES256 on another curve', ec({ [-1]: 8 }), 'attestationObject is malformed'],
    ['a compressed point', ec({ [-3]: 1 }), 'attestationObject is malformed'],
  ])('of %s is refused', async (_, cose, reason) => {
    expect(await create(context, { authenticators: [handMadePasskey({ cose }).register()] })).toMatchObject(
      refusal(400, 3, 'REQUEST_INVALID', `invalid authenticator attestation: ${reason}`),
    )
  })
})

describeSigner('an API key on Ed25519', {}, (context) => {
  const apiKey = (publicKey: string) => ({
    apiKeys: [{ apiKeyName: 'Key', publicKey, curveType: 'API_KEY_CURVE_ED25519' }],
  })

  test('is accepted', async () => {
    const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
    expect(await create(context, apiKey(Buffer.from(x, 'base64url').toString('hex')))).toMatchObject({ status: 200 })
  })

  // One signature of such a key is valid for about every eighth message or more: anybody could stamp as its user.
  const ofSmallOrder = [
    `01${'00'.repeat(31)}`,
    `ec${'ff'.repeat(30)}7f`,
    '00'.repeat(32),
    `${'00'.repeat(31)}80`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  ]
  test.each([
    ...ofSmallOrder.map((key) => ['of small order', key]),
    ['that is 1, encoded as p + 1', `ee${'ff'.repeat(30)}7f`],
    ['that is 0, encoded as p', `ed${'ff'.repeat(30)}7f`],
    ['that is 1 with the sign of zero', `01${'00'.repeat(30)}80`],
    ['that is not on the curve', `02${'00'.repeat(31)}`],
  ])('%s is refused: %s', async (_, publicKey) => {
    // OpenSSL takes them all.
    expect(
      createPublicKey({
        format: 'jwk',
        key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') },
      }).type,
    ).toBe('public')
    expect(await create(context, apiKey(publicKey))).toMatchObject(
      refusal(400, 3, 'REQUEST_INVALID', `invalid api key public key: ${publicKey} is not a public key of ED25519`),
    )
  })
})

describeSigner(
  'a ceremony in a frame of another origin',
  { origins: ['https://app.example', 'https://shop.example'] },
  (context) => {
    const origin = 'https://app.example'
    const places = [
      [
        'in a frame of an unknown page',
        { origin, crossOrigin: true },
        'crossOrigin is true, and no topOrigin says whose frame the page was in (allowed: https://app.example, https://shop.example)',
      ],
      [
        'in a frame of another page',
        { origin, crossOrigin: true, topOrigin: 'https://evil.example' },
        'topOrigin "https://evil.example" is not allowed (allowed: https://app.example, https://shop.example)',
      ],
      [
        'with a topOrigin alone',
        { origin, crossOrigin: false, topOrigin: 'https://evil.example' },
        'topOrigin "https://evil.example" is not allowed (allowed: https://app.example, https://shop.example)',
      ],
      ['with a crossOrigin that is a string', { origin, crossOrigin: 'false' }, 'clientDataJson is malformed'],
      ['with a crossOrigin that is null', { origin, crossOrigin: null }, 'clientDataJson is malformed'],
      [
        'with a topOrigin that is a list',
        { origin, crossOrigin: true, topOrigin: [origin] },
        'clientDataJson is malformed',
      ],
    ] as const

    test.each(places)('%s registers nothing', async (_, clientData, reason) => {
      expect(await create(context, { authenticators: [handMadePasskey().register(clientData)] })).toMatchObject(
        refusal(400, 3, 'REQUEST_INVALID', `invalid authenticator attestation: ${reason}`),
      )
    })

    test.each(places)('%s stamps nothing', async (_, clientData, reason) => {
      const passkey = handMadePasskey()
      const created = await create(context, { authenticators: [passkey.register({ origin })] })
      const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
      expect(await context.query((body) => passkey.stamp(body, clientData), 'whoami', id)).toMatchObject(
        refusal(401, 16, 'SIGNATURE_INVALID', `could not verify WebAuthN signature: ${reason}`),
      )
    })

    test('that is allowed works', async () => {
      const passkey = handMadePasskey()
      const frame = { origin, crossOrigin: true, topOrigin: 'https://shop.example' }
      const created = await create(context, { authenticators: [passkey.register(frame)] })
      expect(created.status, created.text).toBe(200)
      const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
      for (const clientData of [frame, { origin }, { origin, crossOrigin: undefined }])
        expect(await context.query((body) => passkey.stamp(body, clientData), 'whoami', id)).toMatchObject({
          status: 200,
        })
    })
  },
)

describeSigner("a ceremony in a frame, with the origin '*'", { origins: ['*'] }, (context) => {
  test('works wherever the frame was', async () => {
    const passkey = handMadePasskey()
    for (const clientData of [{ crossOrigin: true }, { crossOrigin: true, topOrigin: 'https://any.example' }])
      expect(await create(context, { authenticators: [passkey.register(clientData)] })).toMatchObject({ status: 200 })
  })
})

import { createHash } from 'node:crypto'
import { recoverAddress, recoverTransactionAddress } from 'viem'
import { keccak256, stringToHex } from 'viem/utils'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { readStamp } from '../../src/signer/auth/stamps/readStamp.js'
import { verifyApiKeyStamp } from '../../src/signer/auth/stamps/verifyApiKeyStamp.js'
import { at, createTestClient, textAt } from './testClient.js'

// Vectors that Turnkey published or that were recorded in production: the only comparison with it.

function stampOf(fields: { publicKey: string; scheme: string; signature: string }) {
  const value = Buffer.from(JSON.stringify(fields)).toString('base64url')
  const stamp = readStamp(new Map([['x-stamp', value]]), 'query')
  if (stamp.type !== 'apiKey') throw new Error('it is read as another kind')
  return stamp
}

test('the stamp in the documentation is valid', () => {
  const stamp = stampOf({
    publicKey: '0327a50032e6f0631d5605b6ada32b779074f346e81b68e12801640f1c9ee03dae',
    scheme: 'SIGNATURE_SCHEME_TK_API_P256',
    signature:
      '304402203623defd618eb3e219970496407ebe92447317dad75e412bd4a6267c3b5e22230220245b740848a72d08b60d6c84f339737b63db3bcbadb3bd0dcb1bfb865715d8b5',
  })
  expect(verifyApiKeyStamp(stamp, Buffer.from('{"payload": "hello from TKHQ"}'))).toBe(true)
  expect(verifyApiKeyStamp(stamp, Buffer.from('{"payload":"hello from TKHQ"}'))).toBe(false)
})

const captured = [
  {
    what: 'create_sub_organization',
    message:
      '{"type":"ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V7","timestampMs":"1745383554864","organizationId":"651b573c-861b-4f10-a478-cbcfe0c226af","parameters":{"subOrganizationName":"New sub-organization","rootUsers":[{"userName":"Root User","userEmail":null,"userPhoneNumber":null,"apiKeys":[{"apiKeyName":"Test API Key","publicKey":"03bf162576eb8dfecf33d9275d09595284f6c4df0db6156c3c582777886a0ee0ac","curveType":"API_KEY_CURVE_P256","expirationSeconds":null}],"authenticators":[],"oauthProviders":[]}],"rootQuorumThreshold":1,"wallet":{"walletName":"New wallet","accounts":[{"curve":"CURVE_SECP256K1","pathFormat":"PATH_FORMAT_BIP32","path":"m/44\'/60\'/0\'/0","addressFormat":"ADDRESS_FORMAT_ETHEREUM"}],"mnemonicLength":null},"disableEmailRecovery":null,"disableEmailAuth":null,"disableSmsAuth":null,"disableOtpEmailAuth":null}}',
    publicKey: '03bf162576eb8dfecf33d9275d09595284f6c4df0db6156c3c582777886a0ee0ac',
    signature:
      '30450221008787fb627333f4299f28720775e447e6f6dcdb9c0f21f006aa3d59c90741a7de02205247df721eae2550f3569205b3dd155e693070ea95ae794e87b7e1684eb91814',
    fingerprint: 'sha256:5a2d45e700283d37f537b4ce0888f1ee93cb90d794de1426c3bc033da120fe53',
  },
  {
    what: 'delete_sub_organization',
    message:
      '{"type":"ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION","timestampMs":"1754952030221","organizationId":"35e5c619-ba95-417c-bb48-b16f1543aea0","parameters":{"deleteWithoutExport":true}}',
    publicKey: '020404a8505f87edc73f7a8f7a6dca61eb1b0b3617720c7161fab7970ce31c4e12',
    signature:
      '3046022100d8188e89ef1330881fc2d951f2284467a462840acafc80115ae871847f6a1f93022100a07fcacd0614e2ea729fc7f5e7378a108a8267a18fa1551845487acabcd97403',
    fingerprint: 'sha256:143e777f907453d71c5a3213059d641f54b28737276c4bc6b405ef06831876cb',
  },
] as const

test.each(captured)(
  'the stamp and fingerprint of a recorded $what',
  ({ message, publicKey, signature, fingerprint }) => {
    const stamp = stampOf({ publicKey, scheme: 'SIGNATURE_SCHEME_TK_API_P256', signature })
    expect(verifyApiKeyStamp(stamp, Buffer.from(message))).toBe(true)
    expect(`sha256:${createHash('sha256').update(message).digest('hex')}`).toBe(fingerprint)
  },
)

// Signatures from production: they show the digest for each encoding, and that s is low.
test.each([
  {
    what: 'text and keccak',
    hash: keccak256(stringToHex('Hello from Turnkey')),
    r: 'd103ec13ff39884366a4f618d6449822d6de391fd5432b2afcf759947058e986',
    s: '1294b22a8c0236456bb11c7cca91f689341bad10be4b07e742e0e840716da04b',
    v: '00',
  },
  {
    what: 'hex and no hash',
    hash: `0x${'aa'.repeat(32)}`,
    r: 'a09448ba09aae51471d8ae6d6331a894c806f1d7f9cd2e3440c7a58d1c60c90e',
    s: '733a0b364393a68a12cf620188730fd03dfe8f45d413815f425e7c7880ae2194',
    v: '01',
  },
] as const)('a recorded signature over $what', async ({ hash, r, s, v }) => {
  const address = await recoverAddress({ hash, signature: { r: `0x${r}`, s: `0x${s}`, yParity: Number(v) } })
  expect(address).toBe('0x5325D53839a8270B88b0cc18eE951643985d047B')
})

test('a recorded transaction is signed with the recorded signature', async () => {
  const serializedTransaction =
    '0x02f86d83aa36a780843b9aca0084773594008252089400000000000000000000000000000000000000008080c001a0135dc1ad96aa0a13f019f9184987d0c5b59ffe4925e1e371f6c0012c7430b863a030178506dca84a7d2f81875cef31102c523fbf39425d79a582a80adbb31dd117'
  expect(await recoverTransactionAddress({ serializedTransaction })).toMatch(/^0x[0-9a-fA-F]{40}$/)
  expect(serializedTransaction.slice(8)).toContain(
    '83aa36a780843b9aca0084773594008252089400000000000000000000000000000000000000008080c0',
  )
})

test('a recorded request gets the recorded response', async () => {
  const [{ message, publicKey, signature, fingerprint }] = captured
  const organizationId = '651b573c-861b-4f10-a478-cbcfe0c226af'
  const clock = { ms: 1_745_383_555_000 }
  const signer = await createLocalSigner({ organizationId, now: () => clock.ms })
  const client = createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock })
  const userId = textAt((await client.query(signer.apiKey, 'whoami', organizationId)).body, 'userId')
  const apiKeys = [{ apiKeyName: 'Test', publicKey, curveType: 'API_KEY_CURVE_P256' }]
  await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId, apiKeys })

  const stamp = { publicKey, scheme: 'SIGNATURE_SCHEME_TK_API_P256', signature }
  const answer = await client.send('/public/v1/submit/create_sub_organization', message, {
    'X-Stamp': Buffer.from(JSON.stringify(stamp)).toString('base64url'),
  })
  expect(answer.status, answer.text).toBe(200)
  const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const time = { seconds: '1745383555', nanos: '0' }
  const activityId = textAt(answer.body, 'activity.id')
  expect(activityId).toMatch(/^019660f7-7[0-9a-f]{3}-7/)
  expect(at(answer.body, 'activity')).toEqual({
    id: activityId,
    organizationId,
    status: 'ACTIVITY_STATUS_COMPLETED',
    type: 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V7',
    intent: {
      createSubOrganizationIntentV7: {
        subOrganizationName: 'New sub-organization',
        rootUsers: [
          {
            userName: 'Root User',
            apiKeys: [{ apiKeyName: 'Test API Key', publicKey, curveType: 'API_KEY_CURVE_P256' }],
            authenticators: [],
            oauthProviders: [],
          },
        ],
        rootQuorumThreshold: 1,
        wallet: {
          walletName: 'New wallet',
          accounts: [
            {
              curve: 'CURVE_SECP256K1',
              pathFormat: 'PATH_FORMAT_BIP32',
              path: "m/44'/60'/0'/0",
              addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
            },
          ],
        },
      },
    },
    result: {
      createSubOrganizationResultV7: {
        subOrganizationId: uuid,
        wallet: { walletId: uuid, addresses: [expect.stringMatching(/^0x[0-9a-fA-F]{40}$/)] },
        rootUserIds: [uuid],
      },
    },
    votes: [
      {
        id: uuid,
        userId,
        user: {
          userId,
          userName: 'Root user',
          authenticators: [],
          apiKeys: [
            expect.objectContaining({ apiKeyName: 'Root API key' }),
            {
              credential: { publicKey, type: 'CREDENTIAL_TYPE_API_KEY_P256' },
              apiKeyId: uuid,
              apiKeyName: 'Test',
              createdAt: time,
              updatedAt: time,
            },
          ],
          userTags: [],
          oauthProviders: [],
          // Added after the recording.
          mfaPolicies: [],
          createdAt: time,
          updatedAt: time,
        },
        activityId,
        selection: 'VOTE_SELECTION_APPROVED',
        message,
        publicKey,
        signature,
        scheme: 'SIGNATURE_SCHEME_TK_API_P256',
        createdAt: time,
      },
    ],
    appProofs: [],
    fingerprint,
    canApprove: false,
    canReject: true,
    createdAt: time,
    updatedAt: time,
    failure: null,
  })
  await signer.close()
})

import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, describe, expect, test } from 'vitest'
import { activities, votes } from '../../src/signer/activities/index.js'
import { queries } from '../../src/signer/queries/index.js'
import { createTestClient, pathOf } from '../signer/testClient.js'
import { readActivityTypes, readOperations } from './officialSchema.js'

// What the official clients can ask for and the local signer does not do: it says so, and by name.

const signer = await createLocalSigner()
afterAll(() => signer.close())
const { organizationId, apiKey } = signer
const { post, query, submit } = createTestClient({
  url: 'http://signer.test',
  fetchFn: signer.fetch,
  signer,
  clock: { ms: Date.now() },
})

const implemented = new Set([
  ...queries.map(({ path }) => `/public/v1/query/${path}`),
  ...[...activities, ...votes].map(({ path }) => `/public/v1/submit/${path}`),
])
const paths = [...readOperations().keys()]

const refusal = (name: string) => ({
  status: 501,
  body: {
    code: 12,
    message: expect.stringMatching(new RegExp(`does not implement .*\\b${name}$`)),
    details: [{ turnkeyErrorCode: 'UNSPECIFIED' }],
    turnkeyErrorCode: 'UNSPECIFIED',
  },
})

describe('every path of the official client that the signer does not know', () => {
  test('the list has every path that the client knows', () => {
    expect([...implemented].filter((path) => !paths.includes(path))).toEqual([])
  })

  test.each(paths.filter((path) => !implemented.has(path)))('%s', async (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const body = path.includes('/query/')
      ? { organizationId }
      : { type: `ACTIVITY_TYPE_${name.toUpperCase()}`, timestampMs: String(Date.now()), organizationId, parameters: {} }
    expect(await post(apiKey, path, body)).toMatchObject(refusal(name))
  })
})

describe('every version of an activity that the signer does not know', () => {
  const known = new Set(activities.flatMap(({ versions }) => [...versions.keys()]))
  const older = readActivityTypes().filter(
    (type) => !known.has(type) && activities.some(({ path }) => path === pathOf(type)),
  )

  test('the list is not empty', () => {
    expect(older).toContain('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD')
  })

  test.each(older)('%s', async (type) => {
    expect(await submit(apiKey, type, {})).toMatchObject(refusal(type))
  })

  test('a type of another path is an error of the request', async () => {
    const path = 'sign_raw_payload'
    expect(await submit(apiKey, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {}, { path })).toMatchObject({
      status: 400,
      body: { code: 3, turnkeyErrorCode: 'REQUEST_INVALID' },
    })
  })
})

test('nothing is stored', async () => {
  expect(await query(apiKey, 'list_activities', organizationId)).toMatchObject({ body: { activities: [] } })
})

import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
  InvalidSignedRequestError,
  SignerAnswerError,
} from 'viem-passkey-account'
import { sendSignedRequest, stampRequest, submit, waitForActivity } from 'viem-passkey-account/actions'
import { expect, onTestFinished, test, vi } from 'vitest'
import { activityFor, createScriptedClient, json } from './createScriptedClient.js'

const input = {
  type: 'ACTIVITY_TYPE_CREATE_WALLET',
  organizationId: '651b573c-861b-4f10-a478-cbcfe0c226af',
  parameters: { walletName: 'Savings' },
}
const pending = { status: 'ACTIVITY_STATUS_PENDING', result: null }

test.each([
  ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', 'sign_raw_payload'],
  ['ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', 'create_sub_organization'],
  ['ACTIVITY_TYPE_CREATE_WALLET', 'create_wallet'],
])('%s is sent to its own path', async (type, name) => {
  const { client, sent } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }))
  await submit(client, { ...input, type })
  expect(sent[0]?.url).toBe(`https://signer.test/public/v1/submit/${name}`)
})

test('a type can be sent to another path', async () => {
  const { client, sent } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }))
  const path = '/public/v1/submit/set_tvc_app_live_deployment'
  await submit(client, { ...input, type: 'ACTIVITY_TYPE_UPDATE_TVC_APP_LIVE_DEPLOYMENT', path })
  expect(sent[0]?.url).toBe(`https://signer.test${path}`)
})

test('two equal submits are two activities, and the body is the wire’s', async () => {
  const { client, stamped } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }), {
    now: () => 5000,
  })
  await Promise.all([submit(client, input), submit(client, input)])
  expect(stamped.map((body) => JSON.parse(body))).toEqual([
    { ...input, timestampMs: '5000' },
    { ...input, timestampMs: '5001' },
  ])
})

test('a pending activity is polled with the same bytes and one stamp until it is final', async () => {
  const statuses = ['ACTIVITY_STATUS_CREATED', ...Array(6).fill('ACTIVITY_STATUS_PENDING')]
  const { client, sent, stamped } = createScriptedClient(({ body }, count) =>
    json({ activity: activityFor(body, statuses[count - 1] ? { ...pending, status: statuses[count - 1] } : {}) }),
  )
  const activity = await submit(client, input)
  expect(activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  expect(sent.length).toBe(8)
  expect(new Set(sent.map(({ url, body, headers }) => url + body + headers.get('x-stamp'))).size).toBe(1)
  expect(stamped.length).toBe(1)
})

test('delays between polls grow', async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const times: number[] = []
  const { client } = createScriptedClient(
    ({ body }, count) => {
      times.push(Date.now())
      return json({ activity: activityFor(body, count < 12 ? pending : {}) })
    },
    { pollingInterval: 1_000, timeout: 60_000 },
  )
  const done = submit(client, input)
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  await done
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(pauses[0]).toBe(1_000)
  expect(pauses[1]).toBe(1_500)
  expect(Math.max(...pauses)).toBe(pauses.at(-1))
  expect(pauses.at(-1)).toBeLessThan(10_000)
})

test('before the request is an hour old, one stamped get_activity is polled instead', async () => {
  let now = 1_000_000
  let submitted = ''
  const { client, sent, stamped } = createScriptedClient(
    ({ url, body }, count) => {
      if (url.includes('/submit/')) submitted = body
      now += 20 * 60_000
      return json({ activity: activityFor(submitted, count < 6 ? pending : {}) })
    },
    { now: () => now },
  )
  const { id, status } = await submit(client, input)
  expect(status).toBe('ACTIVITY_STATUS_COMPLETED')
  // Posted at 0, 20 and 40 minutes; the fourth time the request would be 60 minutes old.
  expect(sent.map(({ url }) => url.split('/').at(-1))).toEqual([
    ...Array(3).fill('create_wallet'),
    ...Array(3).fill('get_activity'),
  ])
  expect(stamped.map((body) => JSON.parse(body))).toEqual([
    { ...input, timestampMs: '1000000' },
    { organizationId: input.organizationId, activityId: id },
  ])
})

test('an activity that is known by its id is polled with one stamp', async () => {
  const body = JSON.stringify({ ...input, timestampMs: '1' })
  const { client, sent, stamped } = createScriptedClient((_request, count) =>
    json({ activity: activityFor(body, count < 3 ? pending : {}) }),
  )
  const { id, organizationId } = activityFor(body)
  const activity = await waitForActivity(client, { activityId: String(id), organizationId: String(organizationId) })
  expect(activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  expect({ requests: sent.length, stamps: stamped.length }).toEqual({ requests: 3, stamps: 1 })

  const other = { activityId: '019660f7-801d-75d8-a40e-e4f69944b712', organizationId: String(organizationId) }
  await expect(waitForActivity(client, other)).rejects.toThrow(AnswerMismatchError)
})

test('a signal ends the wait', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const { client } = createScriptedClient(({ body }, count) => {
    if (count === 3) controller.abort(reason)
    return json({ activity: activityFor(body, pending) })
  })
  await expect(submit(client, { ...input, signal: controller.signal })).rejects.toBe(reason)
})

const failure = { code: 3, message: 'no such luck', details: [] }
test.each([
  ['ACTIVITY_STATUS_CONSENSUS_NEEDED', ActivityApprovalNeededError, undefined],
  ['ACTIVITY_STATUS_AUTHENTICATORS_NEEDED', ActivityAuthenticatorsNeededError, undefined],
  ['ACTIVITY_STATUS_REJECTED', ActivityRejectedError, undefined],
  ['ACTIVITY_STATUS_FAILED', ActivityFailedError, failure],
])('%s throws its own class', async (status, type, failure) => {
  const { client, sent } = createScriptedClient(({ body }) =>
    json({ activity: activityFor(body, { status, result: null, failure: failure ?? null }) }),
  )
  const error = await submit(client, input).catch((error) => error)
  expect(error.constructor).toBe(type)
  const { id, fingerprint, organizationId } = activityFor(sent[0]?.body ?? '')
  expect(error).toMatchObject({
    name: type.name,
    activityId: id,
    fingerprint,
    organizationId,
    status,
  })
  expect(error.failure).toEqual(failure)
  expect(error.message).toContain(String(fingerprint))
  if (failure) expect(error.message).toContain(failure.message)
})

test.each([
  ['fingerprint', { fingerprint: `sha256:${'0'.repeat(64)}` }],
  ['type', { type: 'ACTIVITY_TYPE_CREATE_USERS_V4' }],
  ['organizationId', { organizationId: 'another' }],
])('a response about another %s is refused', async (field, changes) => {
  for (const status of ['ACTIVITY_STATUS_COMPLETED', 'ACTIVITY_STATUS_PENDING', 'ACTIVITY_STATUS_FAILED']) {
    const { client, sent } = createScriptedClient(({ body }) =>
      json({ activity: activityFor(body, { ...changes, status }) }),
    )
    const error = await submit(client, input).catch((error) => error)
    expect(error).toBeInstanceOf(AnswerMismatchError)
    expect(error.field).toBe(field)
    expect(error.received).toBe(Object.values(changes)[0])
    expect(sent.length).toBe(1)
  }
})

test('an unknown status is not a success', async () => {
  const { client } = createScriptedClient(({ body }) =>
    json({ activity: activityFor(body, { status: 'ACTIVITY_STATUS_NEW' }) }),
  )
  const error = await submit(client, input).catch((error) => error)
  expect(error).toBeInstanceOf(ActivityFailedError)
  expect(error.status).toBe('ACTIVITY_STATUS_NEW')
})

test.each([{ status: undefined }, { id: 7 }, { result: 'text' }])(
  'a response whose activity is malformed is refused: %j',
  async (changes) => {
    const { client } = createScriptedClient(({ body }) => json({ activity: activityFor(body, changes) }))
    await expect(submit(client, input)).rejects.toThrow(SignerAnswerError)
  },
)

test('a vote returns the activity that was voted on, in any state', async () => {
  const fingerprint = `sha256:${'ab'.repeat(32)}`
  for (const [type, status] of [
    ['ACTIVITY_TYPE_APPROVE_ACTIVITY', 'ACTIVITY_STATUS_CONSENSUS_NEEDED'],
    ['ACTIVITY_TYPE_REJECT_ACTIVITY', 'ACTIVITY_STATUS_REJECTED'],
  ] as const) {
    const target = { fingerprint, status, type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', result: null }
    const { client } = createScriptedClient(({ body }) => json({ activity: activityFor(body, target) }))
    expect(await submit(client, { ...input, type, parameters: { fingerprint } })).toMatchObject(target)
    const other = { ...input, type, parameters: { fingerprint: `sha256:${'cd'.repeat(32)}` } }
    await expect(submit(client, other)).rejects.toThrow(AnswerMismatchError)
  }
})

test('a login that names the parent is answered for the sub-organization', async () => {
  const { client } = createScriptedClient(({ body }) =>
    json({ activity: activityFor(body, { organizationId: 'sub' }) }),
  )
  const login = { ...input, type: 'ACTIVITY_TYPE_STAMP_LOGIN' }
  expect(await submit(client, login)).toMatchObject({ organizationId: 'sub' })
})

test('a request that was stamped elsewhere is polled, and one whose body is not an activity is refused', async () => {
  const { client } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }))
  const request = await stampRequest(client, input)
  expect(await waitForActivity(client, { request })).toMatchObject({ status: 'ACTIVITY_STATUS_COMPLETED' })
  expect(await sendSignedRequest(client, { request })).toHaveProperty('activity')
  for (const body of ['', 'null', '{}', '{"type":"x"}', '{"type":"x","organizationId":"y"}'])
    await expect(waitForActivity(client, { request: { ...request, body } })).rejects.toThrow(InvalidSignedRequestError)
})

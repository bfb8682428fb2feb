import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { at, keyPair, register, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'
import { digest, signDigest } from './signDigest.js'

test('shows who stamped the request, and with which credential', async () => {
  const page = await openConsole()
  const [key, session, passkey] = [keyPair(), keyPair(), await register()]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const stampedBy = async (answer: { body: unknown }): Promise<unknown> =>
    at((await page.getActivity(answer)).body, 'stampedBy')
  const root = { userId: organization.rootUserIds[0], userName: 'Root 1' }
  const byKey = await signDigest(page, key, organization)
  const byPasskey = await signDigest(page, passkey, organization)
  await page.submit(
    passkey,
    'ACTIVITY_TYPE_STAMP_LOGIN',
    { publicKey: session.publicKey },
    { organizationId: organization.id },
  )
  const bySession = await signDigest(page, session, organization)
  expect(await stampedBy(byKey)).toEqual({ ...root, credentialKind: 'API key', credentialName: 'Key' })
  expect(await stampedBy(byPasskey)).toEqual({ ...root, credentialKind: 'passkey', credentialName: 'Passkey' })
  expect(await stampedBy(bySession)).toEqual({ ...root, credentialKind: 'session', credentialName: 'Session' })

  const { body } = await page.get(`/page/organizations/${organization.id}`)
  const user = { userId: root.userId }
  const remove = { organizationId: organization.id }
  await page.submit(
    passkey,
    'ACTIVITY_TYPE_DELETE_API_KEYS',
    { ...user, apiKeyIds: [textAt(body, 'users.0.apiKeys.0.id')] },
    remove,
  )
  expect(await stampedBy(byKey)).toEqual({ ...root, credentialKind: 'API key or session', credentialName: null })
})

test('shows status, votes, durations and the raw request', async () => {
  const page = await openConsole()
  const [ada, bea] = [keyPair(), keyPair()]
  const organization = await page.createSubOrganization([{ apiKeys: [ada] }, { apiKeys: [bea] }], 2)
  const request = await signDigest(page, ada, organization)
  const fingerprint = textAt(request.body, 'activity.fingerprint')
  const waiting = (await page.getActivity(request)).body
  expect(waiting).toMatchObject({
    title: 'Sign the digest 0xababab…abab',
    status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
    approvals: 1,
    threshold: 2,
    organizationId: organization.id,
    organizationName: 'Ada',
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    fingerprint,
    votes: [{ approves: true, inForce: true, stampedBy: { userName: 'Root 1' }, createdMs: page.clock.ms }],
    result: [],
    failure: null,
    tookMs: expect.any(Number),
  })
  expect(JSON.parse(textAt(waiting, 'body'))).toMatchObject({
    organizationId: organization.id,
    parameters: { payload: digest },
  })

  const options = { organizationId: organization.id }
  await page.submit(bea, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, options)
  expect((await page.getActivity(request)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_COMPLETED',
    votes: [{ approves: true }, { approves: true, stampedBy: { userName: 'Root 2' } }],
    result: [{ name: 'r' }, { name: 's' }, { name: 'v' }],
  })

  const again = await signDigest(page, ada, organization)
  await page.submit(
    bea,
    'ACTIVITY_TYPE_REJECT_ACTIVITY',
    { fingerprint: textAt(again.body, 'activity.fingerprint') },
    options,
  )
  expect((await page.getActivity(again)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_REJECTED',
    votes: [{ approves: true }, { approves: false, stampedBy: { userName: 'Root 2' } }],
  })

  const lapsed = await signDigest(page, ada, organization)
  page.clock.ms += 24 * 60 * 60 * 1000
  expect((await page.getActivity(lapsed)).body).toMatchObject({ approvals: 0, votes: [{ inForce: false }] })
})

test('reading long requests does not block the signer', async () => {
  const page = await openConsole()
  const payloads = Array.from({ length: 20 }, (_, index) => `${index} ${'[1,2,3],'.repeat(100_000)}`)
  for (const payload of payloads)
    await page.submit(page.signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
      signWith: '0x0000000000000000000000000000000000000001',
      payload: Buffer.from(payload).toString('hex').slice(0, 900_000),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_SHA256',
    })
  // The page is loaded when it is first used.
  await page.signer.page(new Request('http://signer.test/page/organizations'))
  let turns = 0
  const count = (): void => {
    turns += 1
    timer = setImmediate(count)
  }
  let timer = setImmediate(count)
  const { body } = await page.signer.page(new Request('http://signer.test/page/activities'))
  clearImmediate(timer)
  expect(body).not.toBeNull()
  expect(turns).toBeGreaterThan(2)
})

test('keeps how long an activity took across restarts', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const page = await openConsole({ database })
  const made = await page.submit(page.signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  const before = at((await page.getActivity(made)).body, 'tookMs')
  expect(before).toBeGreaterThan(0)
  await page.server.close()
  await page.signer.close()
  const again = await openConsole({ database })
  expect(at((await again.getActivity(made)).body, 'tookMs')).toBe(before)
})

test('the same request again is no change', async () => {
  const page = await openConsole()
  const body = page.activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  const post = () => page.post(page.signer.apiKey, '/public/v1/submit/create_wallet', body)
  await post()
  const before = at((await page.get('/page/activities')).body, 'cursor')
  await post()
  expect(at((await page.get('/page/activities')).body, 'cursor')).toBe(before)
})

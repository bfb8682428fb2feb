import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { apiKeyParams, apiKeyStamp, at, createTestClient, keyPair, textAt } from './testClient.js'

const hour = 3_600_000
const day = 24 * hour

// As after a laptop's sleep, on a restored virtual machine, or when somebody sets the clock.
describeSigner('a clock that jumps', {}, (context) => {
  const makeWallet = async (walletName: string): Promise<string> => {
    const answer = await context.submit(context.signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName })
    expect(answer.status, answer.text).toBe(200)
    return textAt(answer.body, 'activity.id')
  }

  const listFrom = async (after?: string): Promise<string[]> => {
    const { signer, query } = context
    const paginationOptions = { limit: '2', ...(after === undefined ? {} : { after }) }
    const { body } = await query(signer.apiKey, 'list_activities', signer.organizationId, { paginationOptions })
    const activities = at(body, 'activities')
    return Array.isArray(activities) ? activities.map((activity) => textAt(activity, 'id')) : []
  }

  test('back: requests with the new time are accepted, and activities stay in order', async () => {
    const { clock } = context
    const made: string[] = []
    for (const [name, jump] of [
      ['A', 0],
      ['B', -day],
      ['C', -day],
      ['D', 3 * day],
      ['E', -1],
    ] as const) {
      clock.ms += jump
      made.push(await makeWallet(name))
    }
    const listed: string[] = []
    for (let page = await listFrom(); page.length > 0; page = await listFrom(listed.at(-1))) listed.push(...page)
    expect(listed).toEqual(made.reverse())
  })

  test('forth and back: keys are expired only while the clock is past their end', async () => {
    const { signer, clock, submit, query, send, activityBody, createSubOrganization } = context
    const root = keyPair()
    const { id, rootUserIds } = await createSubOrganization([{ apiKeys: [root] }])
    const session = keyPair()
    const expiring = keyPair()
    const options = { organizationId: id }
    await submit(root, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey, expirationSeconds: '900' }, options)
    await submit(
      root,
      'ACTIVITY_TYPE_CREATE_API_KEYS_V2',
      { userId: rootUserIds[0], apiKeys: [{ ...apiKeyParams(expiring), expirationSeconds: '900' }] },
      options,
    )
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })
    const post = () => send('/public/v1/submit/create_wallet', body, apiKeyStamp(signer.apiKey, body))
    const statuses = async (): Promise<number[]> => [
      ...(await Promise.all([session, expiring, root].map((key) => query(key, 'whoami', id)))).map(
        ({ status }) => status,
      ),
      (await post()).status,
    ]
    expect(await statuses()).toEqual([200, 200, 200, 200])
    clock.ms += 365 * day
    expect(await statuses()).toEqual([401, 401, 200, 400])
    clock.ms -= 365 * day
    expect(await statuses()).toEqual([200, 200, 200, 200])
    clock.ms -= 2 * hour
    expect(await statuses()).toEqual([200, 200, 200, 400])
  })
})

const noTimes = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, Date.UTC(10_000, 0)]

test.each(noTimes)('a clock that returns %d from the start throws, and creates nothing', async (ms) => {
  const folder = mkdtempSync(join(tmpdir(), 'passkey-signer-clock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await expect(createLocalSigner({ database: join(folder, 'signer.db'), now: () => ms })).rejects.toMatchObject({
    name: 'SignerOptionError',
    option: 'now',
    message: `\`now\` returned ${ms}. It must return milliseconds since the epoch, in the years 1970 to 9999.`,
  })
  expect(readdirSync(folder)).toEqual([])
})

test.each(noTimes)('a clock that returns %d later fails requests, and calls onError', async (ms) => {
  const clock = { ms: Date.now() }
  const errors: unknown[] = []
  let nowMs = clock.ms
  const signer = await createLocalSigner({ now: () => nowMs, onError: (error) => errors.push(error) })
  onTestFinished(() => signer.close())
  const { activityBody, send, query } = createTestClient({
    url: 'http://signer.test',
    fetchFn: signer.fetch,
    signer,
    clock,
  })
  const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })
  const post = () => send('/public/v1/submit/create_wallet', body, apiKeyStamp(signer.apiKey, body))
  nowMs = ms
  expect(await post()).toMatchObject({ status: 500, body: { code: 13, message: 'internal server error' } })
  const refusal = { name: 'SignerOptionError', option: 'now' }
  expect(errors).toEqual([expect.objectContaining(refusal)])
  const privateKey = '11'.repeat(32)
  const { organizationId } = signer
  await expect(signer.importPrivateKey({ organizationId, privateKey })).rejects.toMatchObject(refusal)
  nowMs = clock.ms
  expect(await query(signer.apiKey, 'list_activities', organizationId)).toMatchObject({ body: { activities: [] } })
  expect(await query(signer.apiKey, 'list_private_keys', organizationId)).toMatchObject({ body: { privateKeys: [] } })
  expect(await post()).toMatchObject({ status: 200 })
})

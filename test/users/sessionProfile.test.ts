import { type Hex, parseEther } from 'viem'
import {
  ActivityAuthenticatorsNeededError,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  NotPermittedError,
  restoreSession,
  SessionExpiredError,
  signIn,
  signOut,
} from 'viem-passkey-account'
import {
  approveActivity,
  createMfaPolicy,
  createSessionProfile,
  createWallet,
  deleteMfaPolicy,
  getMfaPolicies,
  getMfaPolicy,
  getMfaStatus,
  getSessionProfile,
  getSessionProfiles,
  listWallets,
  updateMfaPolicy,
} from 'viem-passkey-account/actions'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'

const clock = { ms: Date.now() }
let open: TestWallet
beforeAll(async () => {
  open = await createTestWallet({ now: () => clock.ms })
})
afterAll(() => open.close())

const limit = parseEther('0.1')
const scope = `activity.type == 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' && eth.tx.value <= ${limit}`

async function createProfile(more: { scope?: string; expirationSeconds?: string } = {}) {
  const { client, organizationId } = open.organization
  const made = { sessionProfileName: crypto.randomUUID(), scope, ...more }
  return { ...(await createSessionProfile(client, { organizationId, ...made })), ...made }
}

async function signInWith(sessionProfileId: string, more: Partial<signIn.Parameters> = {}, client = open.client) {
  const storage = createSessionStorage()
  const key = await createSessionKey()
  const { organizationId } = open.signer
  const session = await signIn(client, { organizationId, key, storage, sessionProfileId, ...more })
  return { session, storage, key }
}

const transaction = (value: bigint) => ({
  type: 'eip1559' as const,
  chainId: 1,
  nonce: 0,
  to: `0x${'11'.repeat(20)}` as Hex,
  value,
  gas: 21_000n,
  maxFeePerGas: 2n,
  maxPriorityFeePerGas: 1n,
})

test('a session with a profile says what limits it, and the signer keeps to that', async () => {
  const { client, wallet } = open
  const profile = await createProfile()
  const { session, storage } = await signInWith(profile.sessionProfileId, { expected: [wallet] })
  expect(session).toMatchObject({ sessionProfileId: profile.sessionProfileId, scope, wallets: [wallet] })
  const { session: restored } = await restoreSession({ storage, now: () => clock.ms })
  expect(restored).toMatchObject({ sessionProfileId: profile.sessionProfileId, scope })
  const restoreAs = (sessionProfileId: string) => restoreSession({ storage, sessionProfileId, now: () => clock.ms })
  expect((await restoreAs(profile.sessionProfileId)).session?.publicKey).toBe(session.publicKey)
  expect(await restoreAs(crypto.randomUUID())).toEqual({ reason: 'unexpected' })

  const account = createPasskeyAccount({ client, stamper: session, ...wallet })
  expect(await account.signTransaction(transaction(limit))).toMatch(/^0x02/)
  await expect(account.signTransaction(transaction(limit + 1n))).rejects.toThrow(NotPermittedError)
  // A message may be a transaction, as far as the scope can tell.
  await expect(account.signMessage({ message: 'hello' })).rejects.toThrow(NotPermittedError)
  const { organizationId } = wallet
  const creating = createWallet(client, { organizationId, stamper: session, walletName: 'Other', accounts: [] })
  await expect(creating).rejects.toThrow(/scope of session profile/)
  expect(await listWallets(client, { organizationId, stamper: session })).toHaveLength(1)
  expect(await signOut(client, { session, storage })).toBe('ended')
})

test('a session ends when its profile says so, if that is earlier', async () => {
  const { client, wallet } = open
  const short = await createProfile({ expirationSeconds: '60' })
  const { session } = await signInWith(short.sessionProfileId)
  expect(session.expiresAt).toBe(clock.ms + 60_000)
  const account = createPasskeyAccount({ client, stamper: session, ...wallet })
  const ms = clock.ms
  clock.ms += 59_000
  expect(await account.signTransaction(transaction(1n))).toMatch(/^0x02/)
  clock.ms = ms + 60_000
  await expect(account.signTransaction(transaction(2n))).rejects.toThrow(SessionExpiredError)

  const long = await createProfile({ expirationSeconds: '7200' })
  expect((await signInWith(long.sessionProfileId)).session.expiresAt).toBe(clock.ms + 900_000)
  const asked = await signInWith(long.sessionProfileId, { expirationSeconds: 3600 })
  expect(asked.session.expiresAt).toBe(clock.ms + 3_600_000)
})

test('a clock that is wrong does not change how long the session lasts', async () => {
  const { sessionProfileId } = await createProfile({ expirationSeconds: '60' })
  const skewed = createSignerClient({ ...open.client, now: () => clock.ms - 240_000 })
  const { session } = await signInWith(sessionProfileId, {}, skewed)
  expect(session.expiresAt).toBe(clock.ms - 240_000 + 60_000)
})

test('a session that is said to have another profile, or none, is ended', async () => {
  const { sessionProfileId } = await createProfile()
  for (const claim of [crypto.randomUUID(), undefined]) {
    let ended = false
    const lying = createSignerClient({
      ...open.client,
      fetchFn: async (request) => {
        const response = await open.client.fetchFn(request)
        if (request.url.endsWith('/delete_api_keys')) ended = response.ok
        if (!request.url.endsWith('/stamp_login')) return response
        const answer = await response.json()
        const result = answer.activity.result.stampLoginResult
        const [head, payload = '', tail] = result.session.split('.')
        const claims = { ...JSON.parse(atob(payload)), session_profile_id: claim }
        result.session = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), tail].join('.')
        return Response.json(answer)
      },
    })
    await expect(signInWith(sessionProfileId, {}, lying)).rejects.toMatchObject({
      name: 'AnswerMismatchError',
      field: 'session.session_profile_id',
    })
    expect(ended).toBe(true)
  }
})

test('a sign-in with another profile is another sign-in', async () => {
  const [one, other] = [await createProfile(), await createProfile()]
  const key = await createSessionKey()
  const { organizationId } = open.signer
  const begin = ({ sessionProfileId }: { sessionProfileId: string }) =>
    signIn(open.client, { organizationId, key, storage: createSessionStorage(), sessionProfileId })
  const first = begin(one)
  await expect(begin(other)).rejects.toMatchObject({ name: 'InvalidParameterError', parameter: 'key' })
  expect(await first).toMatchObject({ sessionProfileId: one.sessionProfileId })
})

test('the actions read what they have created', async () => {
  const { client, wallet } = open
  const { organizationId, userId } = wallet
  const { sessionProfileId, sessionProfileName } = await createProfile({ expirationSeconds: '60' })
  const profile = await getSessionProfile(client, { organizationId, sessionProfileId })
  expect(profile).toMatchObject({ sessionProfileId, sessionProfileName, scope, expirationSeconds: '60' })
  expect(await getSessionProfiles(client, { organizationId })).toContainEqual(profile)

  const { session } = await signInWith((await createProfile({ scope: 'true' })).sessionProfileId)
  const condition = `activity.action == 'SIGN' && eth.tx.value > ${limit}`
  const { mfaPolicyId } = await createMfaPolicy(client, {
    organizationId,
    userId,
    mfaPolicyName: 'Step up',
    condition,
    requiredAuthenticationMethods: [
      { any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] },
      { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] },
    ],
    order: 0,
  })
  const policy = await getMfaPolicy(client, { organizationId, userId, mfaPolicyId })
  expect(policy).toMatchObject({ mfaPolicyName: 'Step up', condition, order: 0 })
  expect(await getMfaPolicies(client, { organizationId, userId })).toEqual([policy])

  const account = createPasskeyAccount({ client, stamper: session, ...wallet })
  expect(await account.signTransaction(transaction(limit))).toMatch(/^0x02/)
  const error = await account.signTransaction(transaction(limit + 1n)).catch((thrown: unknown) => thrown)
  if (!(error instanceof ActivityAuthenticatorsNeededError))
    return expect(error).toBe(ActivityAuthenticatorsNeededError)
  const { activityId, fingerprint } = error
  const [status] = await getMfaStatus(client, { organizationId, activityId, userId, stamper: session })
  expect(status).toMatchObject({
    mfaPolicyId,
    userId,
    satisfied: false,
    satisfiedMethods: [{ type: 'AUTHENTICATION_TYPE_SESSION' }],
  })
  expect(await approveActivity(client, { organizationId, fingerprint })).toMatchObject({
    status: 'ACTIVITY_STATUS_COMPLETED',
  })
  expect(await getMfaStatus(client, { organizationId, activityId })).toMatchObject([{ satisfied: true }])

  await updateMfaPolicy(client, { organizationId, userId, mfaPolicyId, order: 3, notes: 'Later' })
  expect(await getMfaPolicy(client, { organizationId, userId, mfaPolicyId })).toMatchObject({
    order: 3,
    notes: 'Later',
  })
  await deleteMfaPolicy(client, { organizationId, userId, mfaPolicyId })
  expect(await getMfaPolicies(client, { organizationId, userId })).toEqual([])
})

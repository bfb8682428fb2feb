import { parseEther, serializeTransaction } from 'viem'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from '../describeSigner.js'
import { apiKeyParams, type Caller, keyPair, textAt } from '../testClient.js'
import { completed, defaultSession, needsMore, openMfaWorld, toSteps, waiting } from './openMfaWorld.js'

// The set-ups that https://docs.turnkey.com/features/authentication/mfa/examples shows, in own words. The local signer sends no e-mail
// and no SMS, so an API key stands for them: what they show is which credentials a step wants.

const denied = { status: 403 }
const transaction = (value: bigint) =>
  serializeTransaction({
    type: 'eip1559',
    chainId: 1,
    to: `0x${'11'.repeat(20)}`,
    value,
    gas: 21_000n,
    maxFeePerGas: 2n,
    maxPriorityFeePerGas: 1n,
  }).slice(2)

/** Asks for a session, approves that with the others, and returns its key. */
async function logIn(
  world: Awaited<ReturnType<typeof openMfaWorld>>,
  [first, ...others]: readonly [Caller, ...Caller[]],
  sessionProfileId?: string,
) {
  const key = keyPair()
  let answer = await world.login(first, key, sessionProfileId === undefined ? {} : { sessionProfileId })
  for (const caller of others) {
    expect(answer).toMatchObject(needsMore)
    answer = await world.approve(caller, answer)
  }
  return { answer, key }
}

const forProfile = (id: string) => `activity.resource == 'AUTH' && activity.params.session_profile_id == '${id}'`

/** The local signer deletes wallets where production exports them: both are what a thief would do. */
const removeWallet = (world: Awaited<ReturnType<typeof openMfaWorld>>, caller: Caller) =>
  world.submit(caller, 'ACTIVITY_TYPE_DELETE_WALLET_ACCOUNTS', {
    walletAccountIds: [crypto.randomUUID()],
    deleteWithoutExport: true,
  })

describeSigner('documented set-ups', {}, (context: SignerContext) => {
  test('1: signing needs the session and the passkey, and nothing else does', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({ condition: "activity.action == 'SIGN'", steps: [['SESSION'], ['PASSKEY']] })
    expect(await world.createWallet(session)).toMatchObject(completed)
    const asked = await world.signRaw(session)
    expect(asked).toMatchObject(needsMore)
    expect(await world.approve(world.passkey, asked)).toMatchObject(completed)
    expect(await world.signRaw(world.key)).toMatchObject(needsMore)
  })

  test('2: a log-in needs two factors, and everything else a session', async () => {
    const world = await openMfaWorld(context)
    await world.addMfaPolicy({ condition: "activity.resource == 'AUTH'", steps: [['API_KEY'], ['PASSKEY']], order: 0 })
    await world.addMfaPolicy({ condition: 'true', steps: [['SESSION']], order: 1 })
    const { answer, key } = await logIn(world, [world.key, world.passkey])
    expect(answer).toMatchObject(completed)
    expect(await world.signRaw(key)).toMatchObject(completed)
    for (const caller of [world.key, world.passkey]) expect(await world.signRaw(caller)).toMatchObject(needsMore)
    // A session does not begin the next one.
    expect((await logIn(world, [key])).answer).toMatchObject(needsMore)
  })

  test('3: and what is irreversible needs the session and the passkey', async () => {
    const world = await openMfaWorld(context)
    await world.addMfaPolicy({ condition: "activity.resource == 'AUTH'", steps: [['API_KEY'], ['PASSKEY']], order: 0 })
    await world.addMfaPolicy({ condition: "activity.action == 'DELETE'", steps: [['SESSION'], ['PASSKEY']], order: 1 })
    await world.addMfaPolicy({ condition: 'true', steps: [['SESSION']], order: 2 })
    const { key } = await logIn(world, [world.passkey, world.key])
    expect(await world.createWallet(key)).toMatchObject(completed)
    const asked = await removeWallet(world, key)
    expect(asked).toMatchObject(needsMore)
    // It is executed then, and there is no such account.
    expect(await world.approve(world.passkey, asked)).toMatchObject({
      status: 200,
      body: { activity: { status: 'ACTIVITY_STATUS_FAILED' } },
    })
  })

  test('4: signing needs a session of fifteen minutes, which the default session and the passkey begin', async () => {
    const world = await openMfaWorld(context)
    const profile = await world.createProfile('true', { expirationSeconds: '900' })
    await world.addMfaPolicy({
      condition: forProfile(profile),
      steps: [[['SESSION', defaultSession]], ['PASSKEY']],
      order: 0,
    })
    await world.addMfaPolicy(
      { condition: "activity.resource == 'AUTH'", steps: [['API_KEY'], ['PASSKEY']], order: 1 },
      world.passkey,
    )
    await world.addMfaPolicy(
      { condition: "activity.action == 'SIGN'", steps: [[['SESSION', profile]]], order: 2 },
      world.passkey,
    )
    await world.addMfaPolicy({ condition: 'true', steps: [['SESSION']], order: 3 }, world.passkey)
    const plain = await logIn(world, [world.key, world.passkey])
    expect(plain.answer).toMatchObject(completed)
    expect(await world.createWallet(plain.key)).toMatchObject(completed)
    expect(await world.signRaw(plain.key)).toMatchObject(needsMore)
    const signing = await logIn(world, [plain.key, world.passkey], profile)
    expect(signing.answer).toMatchObject(completed)
    expect(await world.signRaw(signing.key)).toMatchObject(completed)
    // The session for signing is not the default one, so it does not begin the next of its kind.
    expect((await logIn(world, [world.passkey, signing.key], profile)).answer).toMatchObject({ status: 400 })
    context.clock.ms += 900_000
    expect(await world.signRaw(signing.key)).toMatchObject({ status: 401 })
  })

  test('5: what a session may do depends on how it began, and proving a passkey upgrades it', async () => {
    const world = await openMfaWorld(context)
    const basic = await world.createProfile("activity.action != 'DELETE'", { expirationSeconds: '25200' })
    const upgraded = await world.createProfile("activity.action == 'DELETE'", { expirationSeconds: '900' })
    const full = await world.createProfile('true', { expirationSeconds: '25200' })
    const rules = [
      { condition: forProfile(basic), steps: [['API_KEY']] },
      { condition: forProfile(full), steps: [['PASSKEY']] },
      { condition: forProfile(upgraded), steps: [[['SESSION', basic]], ['PASSKEY']] },
      {
        condition: "activity.action == 'DELETE'",
        steps: [
          [
            ['SESSION', upgraded],
            ['SESSION', full],
          ],
        ],
      },
      { condition: 'true', steps: [['SESSION']] },
    ] as const
    for (const [order, rule] of rules.entries()) await world.addMfaPolicy({ ...rule, order })
    const [byKey, byPasskey] = [await logIn(world, [world.key], basic), await logIn(world, [world.passkey], full)]
    expect(byKey.answer).toMatchObject(completed)
    expect(byPasskey.answer).toMatchObject(completed)
    expect(await world.createWallet(byKey.key)).toMatchObject(completed)
    expect(await removeWallet(world, byKey.key)).toMatchObject({ ...denied, body: { code: 7 } })
    // Allowed, and there is no such account.
    expect(await removeWallet(world, byPasskey.key)).toMatchObject({ status: 404 })
    const upgrade = await logIn(world, [byKey.key, world.passkey], upgraded)
    expect(upgrade.answer).toMatchObject(completed)
    expect(await removeWallet(world, upgrade.key)).toMatchObject({ status: 404 })
    expect(await world.createWallet(upgrade.key)).toMatchObject(denied)
    // The API key begins no session that may delete.
    expect((await logIn(world, [world.key], full)).answer).toMatchObject(needsMore)
  })

  test('6: a safe session cannot sign, and the one that can comes from it and the passkey', async () => {
    const world = await openMfaWorld(context)
    const safe = await world.createProfile("activity.action != 'SIGN'", { expirationSeconds: '25200' })
    const signing = await world.createProfile('true', { expirationSeconds: '900' })
    const rules = [
      { condition: forProfile(safe), steps: [['API_KEY']] },
      { condition: forProfile(signing), steps: [[['SESSION', safe]], ['PASSKEY']] },
      { condition: "activity.action == 'SIGN'", steps: [[['SESSION', signing]]] },
      { condition: 'true', steps: [['SESSION']] },
    ] as const
    for (const [order, rule] of rules.entries()) await world.addMfaPolicy({ ...rule, order })
    const first = await logIn(world, [world.key], safe)
    expect(await world.createWallet(first.key)).toMatchObject(completed)
    expect(await world.signRaw(first.key)).toMatchObject(denied)
    const second = await logIn(world, [first.key, world.passkey], signing)
    expect(await world.signRaw(second.key)).toMatchObject(completed)
    expect(await world.signRaw(world.passkey)).toMatchObject(needsMore)
    context.clock.ms += 900_000
    expect(await world.signRaw(second.key)).toMatchObject({ status: 401 })
    expect(await world.createWallet(first.key)).toMatchObject(completed)
  })

  test('7: the parent’s user creates the MFA policy of a wallet, and two of them delete it together', async () => {
    const world = await openMfaWorld(context)
    const [one, two] = [keyPair(), keyPair()]
    const made = await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [one, two].map((key, index) => ({
        userName: `Support ${index}`,
        apiKeys: [apiKeyParams(key)],
        authenticators: [],
        userTags: [],
      })),
    })
    expect(made).toMatchObject(completed)
    const policy = { effect: 'EFFECT_ALLOW', notes: '' }
    for (const fields of [
      { policyName: 'Create', condition: "activity.resource == 'MFA_POLICY' && activity.action == 'CREATE'" },
      {
        policyName: 'Delete',
        condition: "activity.resource == 'MFA_POLICY' && activity.action == 'DELETE'",
        consensus: 'approvers.count() >= 2',
      },
    ])
      expect(await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_POLICY_V3', { ...policy, ...fields })).toMatchObject(
        completed,
      )
    const created = await world.submit(one, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', {
      userId: world.userId,
      mfaPolicyName: 'Passkey for signing',
      condition: "activity.action == 'SIGN'",
      requiredAuthenticationMethods: toSteps([['PASSKEY']]),
      order: 0,
    })
    expect(created).toMatchObject(completed)
    expect(await world.signRaw(world.key)).toMatchObject(needsMore)
    const mfaPolicyId = textAt(created.body, 'activity.result.createMfaPolicyResult.mfaPolicyId')
    expect(
      await world.submit(one, 'ACTIVITY_TYPE_UPDATE_MFA_POLICY', { userId: world.userId, mfaPolicyId, order: 1 }),
    ).toMatchObject(denied)
    const asked = await world.submit(one, 'ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId: world.userId, mfaPolicyId })
    expect(asked).toMatchObject(waiting)
    expect(await world.approve(one, asked)).toMatchObject({ status: 400 })
    expect(await world.approve(two, asked)).toMatchObject(completed)
    expect(await world.signRaw(world.key)).toMatchObject(completed)
  })

  test('step-up: only what is above the limit needs the passkey', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({
      condition: `activity.kind == 'SIGN_TRANSACTION' && eth.tx.value > ${parseEther('1')}`,
      steps: [['SESSION'], ['PASSKEY']],
    })
    expect(await world.signTransaction(session, transaction(parseEther('1')))).toMatchObject(completed)
    const asked = await world.signTransaction(session, transaction(parseEther('1') + 1n))
    expect(asked).toMatchObject(needsMore)
    expect(await world.approve(world.passkey, asked)).toMatchObject(completed)
  })
})

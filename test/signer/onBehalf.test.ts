import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { type Answer, apiKeyParams, at, type Caller, keyPair, register, textAt } from './testClient.js'

/** Two root users of whom one is enough, and a user outside the quorum. */
async function household(context: SignerContext, threshold = 1) {
  const [ada, bob, guest] = [await register(), await register(), keyPair()]
  const { id: organizationId, rootUserIds } = await context.createSubOrganization(
    [{ authenticators: [ada] }, { authenticators: [bob] }],
    threshold,
  )
  const submit = (caller: Caller, type: string, parameters: unknown) =>
    context.submit(caller, `ACTIVITY_TYPE_${type}`, parameters, { organizationId })
  const vote = (caller: Caller, activity: Answer, selection: 'APPROVE' | 'REJECT' = 'APPROVE') =>
    submit(caller, `${selection}_ACTIVITY`, { fingerprint: textAt(activity.body, 'activity.fingerprint') })
  const [adaId = '', bobId = ''] = rootUserIds
  const whoami = (caller: Caller) => context.query(caller, 'whoami', organizationId)
  const addGuest = async () => {
    const users = [{ userName: 'Guest', apiKeys: [apiKeyParams(guest)] }]
    const made = await submit(ada, 'CREATE_USERS_V4', { users })
    return textAt(made.body, 'activity.result.createUsersResult.userIds.0')
  }
  return { ada, bob, guest, adaId, bobId, organizationId, submit, vote, whoami, addGuest }
}

const isStatus = (status: string) => ({ status: 200, body: { activity: { status: `ACTIVITY_STATUS_${status}` } } })

describeSigner('an activity that another user completes', { faults: true }, (context) => {
  test('begins a session of the user who asked for it, not of the one who approved', async () => {
    const { ada, bob, adaId, bobId, submit, vote, whoami, organizationId } = await household(context)
    const [adas, bobs] = [keyPair(), keyPair()]
    await submit(bob, 'STAMP_LOGIN', { publicKey: bobs.publicKey })
    context.signer.addFault({ kind: 'consensus', on: ['stamp_login'] })
    const asked = await submit(ada, 'STAMP_LOGIN', { publicKey: adas.publicKey, invalidateExisting: true })
    expect(asked).toMatchObject(isStatus('CONSENSUS_NEEDED'))
    expect(await context.query(adas, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
    const approved = await vote(bob, asked)
    expect(approved).toMatchObject(isStatus('COMPLETED'))
    expect(await whoami(adas)).toMatchObject({ body: { userId: adaId } })
    const token = textAt(approved.body, 'activity.result.stampLoginResult.session')
    expect(JSON.parse(atob(token.split('.')[1] ?? ''))).toMatchObject({ user_id: adaId, public_key: adas.publicKey })
    // The sessions that it ended are Ada's.
    expect(await whoami(bobs)).toMatchObject({ body: { userId: bobId } })
  })

  test('begins no session of a user who was deleted meanwhile', async () => {
    const { ada, bob, adaId, submit, vote, organizationId } = await household(context)
    const session = keyPair()
    context.signer.addFault({ kind: 'consensus', on: ['stamp_login'] })
    const asked = await submit(ada, 'STAMP_LOGIN', { publicKey: session.publicKey })
    expect(await submit(bob, 'DELETE_USERS', { userIds: [adaId] })).toMatchObject(isStatus('COMPLETED'))
    expect(await vote(bob, asked)).toMatchObject(isStatus('FAILED'))
    expect(await context.query(session, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
  })

  test('after a fault waits for the user who asked, also one outside the quorum', async () => {
    const { ada, guest, submit, vote, whoami, addGuest } = await household(context)
    const guestId = await addGuest()
    const session = keyPair()
    context.signer.addFault({ kind: 'consensus', on: ['stamp_login', 'create_api_keys'], times: 3 })
    const asked = await submit(guest, 'STAMP_LOGIN', { publicKey: session.publicKey })
    expect(asked).toMatchObject(isStatus('CONSENSUS_NEEDED'))
    expect(await vote(guest, asked)).toMatchObject(isStatus('COMPLETED'))
    expect(await whoami(session)).toMatchObject({ body: { userId: guestId } })
    // And nobody else outside of it.
    const adas = await submit(ada, 'STAMP_LOGIN', { publicKey: keyPair().publicKey })
    expect(await vote(guest, adas)).toMatchObject({ status: 403 })
    expect(await vote(guest, adas, 'REJECT')).toMatchObject({ status: 403 })
    const guests = await submit(guest, 'CREATE_API_KEYS_V2', { userId: guestId, apiKeys: [apiKeyParams(keyPair())] })
    expect(await vote(guest, guests, 'REJECT')).toMatchObject(isStatus('REJECTED'))
  })
})

describeSigner('the votes of a quorum of two', {}, (context) => {
  test('do not include those of users who were deleted or left the quorum', async () => {
    const { ada, bob, adaId, bobId, submit, vote } = await household(context, 2)
    const cyd = await register()
    const both = async (type: string, parameters: unknown) => vote(bob, await submit(ada, type, parameters))
    const made = await both('CREATE_USERS_V4', { users: [{ userName: 'Cyd', authenticators: [cyd.params] }] })
    const cydId = textAt(made.body, 'activity.result.createUsersResult.userIds.0')
    await both('UPDATE_ROOT_QUORUM', { threshold: 2, userIds: [adaId, bobId, cydId] })

    const [first, second] = [
      await submit(cyd, 'CREATE_WALLET', { walletName: 'First' }),
      await submit(ada, 'CREATE_WALLET', { walletName: 'Second' }),
    ]
    await both('UPDATE_ROOT_QUORUM', { threshold: 2, userIds: [adaId, bobId] })
    expect(await vote(cyd, second)).toMatchObject({ status: 403 })
    expect(await vote(ada, first)).toMatchObject(isStatus('CONSENSUS_NEEDED'))
    await both('DELETE_USERS', { userIds: [cydId] })
    expect(await vote(cyd, second)).toMatchObject({ status: 401 })
    const completed = await vote(bob, first)
    expect(completed).toMatchObject(isStatus('COMPLETED'))
    expect(at(completed.body, 'activity.votes')).toHaveLength(3)
  })
})

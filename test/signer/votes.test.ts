import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import {
  type Answer,
  apiKeyParams,
  apiKeyStamp,
  at,
  type Caller,
  keyPair,
  passkeyStamp,
  type Registered,
  register,
  textAt,
} from './testClient.js'

const signRaw = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }
const hour = 3_600_000

/** Three root users with a quorum of two. */
async function createQuorum(context: SignerContext, threshold = 2) {
  const [ada, bob, cyd]: Registered[] = await Promise.all([register(), register(), register()])
  if (ada === undefined || bob === undefined || cyd === undefined) throw new Error('there are no users')
  const organization = await context.createSubOrganization(
    [ada, bob, cyd].map((user) => ({ authenticators: [user] })),
    threshold,
  )
  const organizationId = organization.id
  const vote = (caller: Caller, kind: 'APPROVE' | 'REJECT', fingerprint: string) =>
    context.submit(caller, `ACTIVITY_TYPE_${kind}_ACTIVITY`, { fingerprint }, { organizationId })
  return {
    ada,
    bob,
    cyd,
    organizationId,
    address: organization.address,
    userIds: organization.rootUserIds,
    ask: (caller: Caller = ada) =>
      context.submit(caller, signRaw, { signWith: organization.address, ...hello }, { organizationId }),
    approve: (caller: Caller, activity: Answer) =>
      vote(caller, 'APPROVE', textAt(activity.body, 'activity.fingerprint')),
    reject: (caller: Caller, activity: Answer) => vote(caller, 'REJECT', textAt(activity.body, 'activity.fingerprint')),
    vote,
    see: (caller: Caller, activity: Answer) =>
      context.query(caller, 'get_activity', organizationId, { activityId: textAt(activity.body, 'activity.id') }),
  }
}

const voters = (answer: Answer): unknown => {
  const votes = at(answer.body, 'activity.votes')
  return Array.isArray(votes) ? votes.map((vote) => textAt(vote, 'userId')) : votes
}

describeSigner('a quorum of two', {}, (context) => {
  test('approves, and every user sees the result', async () => {
    const { ada, bob, cyd, ask, approve, see, userIds, organizationId } = await createQuorum(context)
    const asked = await ask()
    expect(asked).toMatchObject({
      status: 200,
      body: {
        activity: {
          status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
          result: null,
          failure: null,
          canApprove: false,
          canReject: true,
          intent: { signRawPayloadIntentV2: hello },
        },
      },
    })
    expect(voters(asked)).toEqual([userIds[0]])
    expect((await see(bob, asked)).body).toMatchObject({ activity: { canApprove: true, canReject: true } })

    const approved = await approve(bob, asked)
    expect(approved).toMatchObject({
      status: 200,
      body: {
        activity: {
          id: textAt(asked.body, 'activity.id'),
          fingerprint: textAt(asked.body, 'activity.fingerprint'),
          type: signRaw,
          status: 'ACTIVITY_STATUS_COMPLETED',
          result: { signRawPayloadResult: { v: expect.stringMatching(/^0[01]$/) } },
          canApprove: false,
          canReject: true,
        },
      },
    })
    expect(voters(approved)).toEqual([userIds[0], userIds[1]])
    const result = at(approved.body, 'activity.result')
    for (const reader of [ada, bob, cyd, context.signer.apiKey])
      expect((await see(reader, asked)).body).toMatchObject({
        activity: { status: 'ACTIVITY_STATUS_COMPLETED', result },
      })
    const parents = await see(context.signer.apiKey, asked)
    expect(parents.body).toMatchObject({ activity: { canApprove: false, canReject: false } })
    expect(organizationId).toBe(textAt(parents.body, 'activity.organizationId'))
  })

  test('has votes with the exact body that cast them', async () => {
    const { bob, ask, organizationId } = await createQuorum(context)
    const asked = await ask()
    const body = context.activityBody(
      'ACTIVITY_TYPE_APPROVE_ACTIVITY',
      { fingerprint: textAt(asked.body, 'activity.fingerprint') },
      { organizationId },
    )
    const stamps = await passkeyStamp(bob, body)
    const approved = await context.send('/public/v1/submit/approve_activity', body, stamps)
    expect(at(approved.body, 'activity.votes.1')).toMatchObject({
      selection: 'VOTE_SELECTION_APPROVED',
      activityId: textAt(asked.body, 'activity.id'),
      message: body,
      scheme: 'SIGNATURE_SCHEME_TK_WEBAUTHN',
      signature: JSON.parse(stamps['X-Stamp-Webauthn'] ?? '').signature,
    })
    // The same bytes again: the current state, and no second vote.
    const again = await context.send('/public/v1/submit/approve_activity', body, stamps)
    expect(again.body).toEqual(approved.body)
  })

  test('answers the same bytes with the current state', async () => {
    const { ada, bob, approve, address, organizationId } = await createQuorum(context)
    const body = context.activityBody(signRaw, { signWith: address, ...hello }, { organizationId })
    const post = async (caller: Registered) =>
      context.send('/public/v1/submit/sign_raw_payload', body, await passkeyStamp(caller, body))
    const asked = await post(ada)
    expect(at(asked.body, 'activity.fingerprint')).toBe(`sha256:${createHash('sha256').update(body).digest('hex')}`)
    expect((await post(ada)).body).toEqual(asked.body)
    // Posted by another user, they show the activity too, and are not a vote.
    expect(await post(bob)).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } })
    await approve(bob, asked)
    expect(await post(ada)).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
  })

  test('rejects, and nothing is executed', async () => {
    const { ada, bob, cyd, ask, approve, reject, see } = await createQuorum(context)
    const asked = await ask()
    expect(await reject(bob, asked)).toMatchObject({
      status: 200,
      body: { activity: { status: 'ACTIVITY_STATUS_REJECTED', result: null, canApprove: true, canReject: false } },
    })
    expect(await approve(cyd, asked)).toMatchObject({
      status: 400,
      body: {
        code: 3,
        message: expect.stringMatching(/is not waiting for votes: its status is ACTIVITY_STATUS_REJECTED$/),
      },
    })
    expect((await see(ada, asked)).body).toMatchObject({ activity: { status: 'ACTIVITY_STATUS_REJECTED' } })
  })

  test('lets the submitting user reject', async () => {
    const { ada, ask, reject } = await createQuorum(context)
    expect(await reject(ada, await ask())).toMatchObject({
      body: { activity: { status: 'ACTIVITY_STATUS_REJECTED' } },
    })
  })

  test('counts a user’s approval once', async () => {
    const { ada, bob, ask, approve } = await createQuorum(context, 3)
    const asked = await ask()
    const refusal = { status: 400, body: { code: 3, message: expect.stringMatching(/has already approved activity/) } }
    expect(await approve(ada, asked)).toMatchObject(refusal)
    expect(await approve(bob, asked)).toMatchObject({
      body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } },
    })
    expect(await approve(bob, asked)).toMatchObject(refusal)
  })

  test('of three needs three approvals', async () => {
    const { bob, cyd, ask, approve } = await createQuorum(context, 3)
    const asked = await ask()
    expect(await approve(bob, asked)).toMatchObject({
      body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED', canApprove: false } },
    })
    expect(await approve(cyd, asked)).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
  })

  test('cannot vote on unknown, ended or other organizations’ activities', async () => {
    const { ada, bob, ask, approve, vote } = await createQuorum(context)
    const unknown = {
      status: 404,
      body: {
        code: 5,
        message:
          'No activity found with fingerprint. Consensus activities must target an existing activity by fingerprint',
      },
    }
    expect(await vote(bob, 'APPROVE', `sha256:${'0'.repeat(64)}`)).toMatchObject(unknown)
    expect(await vote(bob, 'REJECT', 'nonsense')).toMatchObject(unknown)
    expect(await vote(bob, 'REJECT', '')).toMatchObject({ status: 400 })
    const asked = await ask()
    await approve(bob, asked)
    for (const kind of ['APPROVE', 'REJECT'] as const)
      expect(await vote(ada, kind, textAt(asked.body, 'activity.fingerprint'))).toMatchObject({
        status: 400,
        body: { code: 3, message: expect.stringMatching(/its status is ACTIVITY_STATUS_COMPLETED$/) },
      })
    const others = await createQuorum(context)
    const foreign = await others.ask()
    expect(await vote(bob, 'APPROVE', textAt(foreign.body, 'activity.fingerprint'))).toMatchObject(unknown)
  })

  test('does not count the parent, nor users outside the root quorum', async () => {
    const { ada, bob, ask, approve, reject, organizationId, see } = await createQuorum(context)
    const asked = await ask()
    for (const decide of [approve, reject])
      expect(await decide(context.signer.apiKey, asked)).toMatchObject({
        status: 400,
        body: { turnkeyErrorCode: 'ORGANIZATION_MISMATCH' },
      })
    const guest = keyPair()
    const invited = await context.submit(
      ada,
      'ACTIVITY_TYPE_CREATE_USERS_V4',
      { users: [{ userName: 'Guest', apiKeys: [apiKeyParams(guest)] }] },
      { organizationId },
    )
    expect(await approve(bob, invited)).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
    for (const decide of [approve, reject])
      expect(await decide(guest, asked)).toMatchObject({ status: 403, body: { code: 7 } })
    expect((await see(guest, asked)).body).toMatchObject({
      activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED', canApprove: false, canReject: false },
    })
  })

  test('forgets approvals after 24 hours, while the activity stays open', async () => {
    const { ada, bob, cyd, ask, approve, see, userIds } = await createQuorum(context, 3)
    const { clock } = context
    const asked = await ask()
    clock.ms += 12 * hour
    await approve(bob, asked)
    clock.ms += 12 * hour - 1000
    expect(voters(await see(cyd, asked))).toEqual([userIds[0], userIds[1]])
    clock.ms += 1000
    // The window opened with the first approval. All approvals lapse at its end.
    const lapsed = await see(ada, asked)
    expect(lapsed.body).toMatchObject({
      activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED', votes: [], canApprove: true, canReject: true },
    })
    expect(await approve(cyd, asked)).toMatchObject({
      body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } },
    })
    expect(await approve(bob, asked)).toMatchObject({
      body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } },
    })
    const done = await approve(ada, asked)
    expect(done).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
    expect(voters(done)).toEqual([userIds[2], userIds[1], userIds[0]])
    clock.ms += 48 * hour
    expect(voters(await see(ada, asked))).toEqual([userIds[2], userIds[1], userIds[0]])
  })

  test('executes once, also when the last votes arrive together', async () => {
    const { ada, bob, cyd, organizationId, approve } = await createQuorum(context)
    const asked = await context.submit(ada, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Ours' }, { organizationId })
    const answers = await Promise.all([approve(bob, asked), approve(cyd, asked)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    const wallets = await context.query(ada, 'list_wallets', organizationId)
    expect(at(wallets.body, 'wallets')).toHaveLength(2)
  })

  test('sees the failure of an approved activity', async () => {
    const { ada, bob, organizationId, approve, see } = await createQuorum(context)
    const asked = await context.submit(ada, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Wallet' }, { organizationId })
    const approved = await approve(bob, asked)
    expect(approved).toMatchObject({
      status: 200,
      body: {
        activity: {
          status: 'ACTIVITY_STATUS_FAILED',
          result: null,
          failure: { code: 6, message: expect.stringMatching(/^wallet label must be unique/) },
        },
      },
    })
    expect(at((await see(ada, asked)).body, 'activity.failure')).toEqual(at(approved.body, 'activity.failure'))
  })

  test('can change the root quorum', async () => {
    const { ada, bob, cyd, userIds, organizationId, approve, ask } = await createQuorum(context)
    const update = (caller: Caller, parameters: object) =>
      context.submit(caller, 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', parameters, { organizationId })
    const open = await ask()
    const asked = await update(ada, { threshold: 1, userIds: [userIds[0]] })
    expect(asked).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } })
    expect(await approve(bob, asked)).toMatchObject({
      body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED', result: { updateRootQuorumResult: {} } } },
    })
    expect(await ask()).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
    expect(await ask(cyd)).toMatchObject({ status: 403 })
    // A user who has approved an open activity completes the smaller quorum by approving again.
    expect(await approve(bob, open)).toMatchObject({ status: 403 })
    expect(await approve(ada, open)).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
    for (const [parameters, status] of [
      [{ threshold: 0, userIds: [userIds[0]] }, 400],
      [{ threshold: 2, userIds: [userIds[0]] }, 400],
      [{ threshold: 2, userIds: [userIds[0], userIds[0]] }, 400],
      [{ threshold: 1, userIds: [] }, 400],
      [{ threshold: 1, userIds: ['99999999-9999-4999-8999-999999999999'] }, 404],
    ] as const)
      expect(await update(ada, parameters)).toMatchObject({ status })
  })
})

describeSigner('one root user', {}, (context) => {
  test('decides alone, and its activities cannot be voted on', async () => {
    const { signer, submit, activityBody, send } = context
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })
    const made = await send('/public/v1/submit/create_wallet', body, apiKeyStamp(signer.apiKey, body))
    expect(made.body).toMatchObject({
      activity: { status: 'ACTIVITY_STATUS_COMPLETED', canApprove: false, canReject: true },
    })
    const fingerprint = textAt(made.body, 'activity.fingerprint')
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_REJECT_ACTIVITY', { fingerprint })).toMatchObject({ status: 400 })
  })
})

import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { at, textAt } from '../testClient.js'
import { completed, defaultSession, needsMore, openMfaWorld } from './openMfaWorld.js'

describeSigner('explain', {}, (context) => {
  test('says of a scope which clause denied an activity', async () => {
    const world = await openMfaWorld(context)
    const sessionProfileId = await world.createProfile("activity.action == 'SIGN' && eth.tx.value <= 1000", {
      sessionProfileName: 'small',
    })
    const session = await world.beginSession(sessionProfileId)
    expect(await world.signRaw(session)).toMatchObject({ status: 403 })
    const { body } = await world.query('list_activities', { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
    const activityId = textAt(body, 'activities.0.id')
    expect(context.signer.explain(activityId)).toEqual({
      activityId,
      organizationId: world.organizationId,
      type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      status: 'ACTIVITY_STATUS_FAILED',
      votes: [
        {
          voteId: at(body, 'activities.0.votes.0.id'),
          userId: world.userId,
          selection: 'VOTE_SELECTION_APPROVED',
          evaluatedMs: context.clock.ms,
          scope: {
            sessionProfileId,
            sessionProfileName: 'small',
            isInScope: false,
            condition: expect.objectContaining({
              clauses: [
                expect.objectContaining({ text: "activity.action == 'SIGN'", value: true }),
                expect.objectContaining({
                  text: 'eth.tx.value <= 1000',
                  error: expect.objectContaining({ code: 'MISSING_KEYWORD' }),
                }),
              ],
            }),
          },
          policies: [],
        },
      ],
    })
  })

  test('says of MFA policies which is enforced, why, and what is missing, after they have changed', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({ name: 'Wallets', condition: "activity.kind == 'CREATE_WALLET'", order: 0 })
    const second = await world.addMfaPolicy({
      name: 'Signing',
      condition: "activity.action == 'SIGN'",
      steps: [['SESSION'], ['PASSKEY']],
      order: 1,
    })
    await world.addMfaPolicy({ name: 'Rest', condition: "activity.action == 'EXPORT'", order: 2 })
    const asked = await world.signRaw(session)
    expect(asked).toMatchObject(needsMore)
    expect(await world.approve(world.passkey, asked)).toMatchObject(completed)
    for (const fields of [{ mfaPolicyName: 'Other', condition: "activity.action == 'EXPORT'" }, { order: 9 }])
      await world.submit(world.passkey, 'ACTIVITY_TYPE_UPDATE_MFA_POLICY', {
        userId: world.userId,
        mfaPolicyId: second,
        ...fields,
      })
    const policies = [
      { mfaPolicyName: 'Wallets', isEnforced: false, condition: { value: false } },
      {
        mfaPolicyId: second,
        mfaPolicyName: 'Signing',
        isEnforced: true,
        requiredMethods: [
          { any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] },
          { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] },
        ],
        condition: { value: true, operands: [{ text: 'activity.action', value: "'SIGN'" }] },
      },
    ]
    const [first, last] = context.signer.explain(textAt(asked.body, 'activity.id')).votes
    const used = { type: 'AUTHENTICATION_TYPE_SESSION', id: defaultSession }
    expect(first?.mfa).toMatchObject({ isSatisfied: false, satisfiedMethods: [used], policies })
    expect(last?.mfa).toMatchObject({
      isSatisfied: true,
      satisfiedMethods: [used, { type: 'AUTHENTICATION_TYPE_PASSKEY', id: world.passkeyId }],
      policies,
    })
    expect(first?.mfa?.policies).toHaveLength(2)
    expect(first).not.toHaveProperty('outcome')
  })

  test('says nothing of a vote that nothing limits', async () => {
    const world = await openMfaWorld(context)
    const signed = await world.signRaw(world.passkey)
    expect(context.signer.explain(textAt(signed.body, 'activity.id')).votes).toEqual([])
  })
})

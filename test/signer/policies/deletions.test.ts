import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { at, textAt } from '../testClient.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const done = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
const denied = { status: 403, body: { code: 7 } }

describeSigner('deletions under policies', {}, (context) => {
  test('a DENY over wallets keeps the treasury, alone and among others', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const addWallet = async (walletName: string) => {
      const made = await world.decide('ACTIVITY_TYPE_CREATE_WALLET', { walletName, accounts: [] })
      return textAt(made.body, 'activity.result.createWalletResult.walletId')
    }
    const remove = (...walletIds: string[]) =>
      world.submit(key, 'ACTIVITY_TYPE_DELETE_WALLETS', { walletIds, deleteWithoutExport: true })
    const treasury = world.walletId
    const [first, second, third] = [await addWallet('First'), await addWallet('Second'), await addWallet('Third')]
    await world.addPolicy({ condition: "activity.kind == 'DELETE_WALLETS'" })
    await world.addPolicy({ effect: 'EFFECT_DENY', condition: `wallets.any(w, w.id == '${treasury}')` })
    await world.addPolicy({ effect: 'EFFECT_DENY', condition: "wallets.any(w, w.label == 'Third' && !w.exported)" })

    expect(await remove(treasury)).toMatchObject(denied)
    expect(await remove(first, treasury)).toMatchObject(denied)
    expect(await remove(first, third)).toMatchObject(denied)
    const removed = await remove(first, second)
    expect(removed).toMatchObject(done)
    expect(await remove(crypto.randomUUID())).toMatchObject({ status: 404, body: { code: 5 } })
    const { body } = await world.query('list_wallets')
    const left = at(body, 'wallets')
    expect(left).toMatchObject([{ walletId: treasury }, { walletId: third }])

    // They are gone, and explained as they were.
    const [vote] = context.signer.explain(textAt(removed.body, 'activity.id')).votes
    expect(vote?.policies).toMatchObject([
      { outcome: 'OUTCOME_ALLOW' },
      { condition: { value: false } },
      { condition: { value: false } },
    ])
  })
})

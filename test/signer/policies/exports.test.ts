import { createECDH } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { textAt } from '../testClient.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const type = 'ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT'
const targetOf = () => createECDH('prime256v1').generateKeys('hex')
const done = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
const denied = { status: 403, body: { code: 7 } }

describeSigner('exports under policies', {}, (context) => {
  test('one account, for one target key, and nothing else', async () => {
    const world = await openPolicyWorld(context)
    const backend = await world.addUser()
    const targetPublicKey = targetOf()
    await world.addPolicy({
      condition: `activity.resource == 'WALLET' && activity.action == 'EXPORT' && activity.params.target_public_key == '${targetPublicKey}' && wallet_account.address == '${world.address}'`,
      consensus: `approvers.any(user, user.id == '${backend.id}')`,
    })
    const { address } = world
    expect(await world.submit(backend.key, type, { address, targetPublicKey })).toMatchObject(done)
    expect(await world.submit(backend.key, type, { address, targetPublicKey: targetOf() })).toMatchObject(denied)
    const walletId = textAt((await world.query('list_wallets')).body, 'wallets.0.walletId')
    // Without an account there is no `wallet_account`, so the policy errors and allows nothing.
    const wallet = { walletId, targetPublicKey }
    expect(await world.submit(backend.key, 'ACTIVITY_TYPE_EXPORT_WALLET', wallet)).toMatchObject(denied)
  })

  test('a wallet that was exported is another one to a policy', async () => {
    const world = await openPolicyWorld(context)
    const backend = await world.addUser()
    await world.addPolicy({ condition: "activity.kind == 'EXPORT_WALLET' && !wallet.exported && !wallet.imported" })
    const walletId = textAt((await world.query('list_wallets')).body, 'wallets.0.walletId')
    const exporting = () =>
      world.submit(backend.key, 'ACTIVITY_TYPE_EXPORT_WALLET', { walletId, targetPublicKey: targetOf() })
    expect(await exporting()).toMatchObject(done)
    expect(await exporting()).toMatchObject(denied)
  })

  test('a DENY does not keep the owner, who is root, from exporting', async () => {
    const world = await openPolicyWorld(context)
    await world.addPolicy({ effect: 'EFFECT_DENY', condition: "activity.action == 'EXPORT'" })
    const request = { address: world.address, targetPublicKey: targetOf() }
    expect(await world.submit(world.root, type, request)).toMatchObject(done)
  })
})

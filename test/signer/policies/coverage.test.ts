import { serializeTransaction } from 'viem'
import { contractOnly, spendingLimit } from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { openPolicyWorld } from './openPolicyWorld.js'

describeSigner('policyCoverage', {}, (context) => {
  test('the ready-made rules can be exercised to the last clause', async () => {
    const world = await openPolicyWorld(context)
    const { organizationId } = world
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    const [friend, stranger] = [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`] as const
    const limits = { chainId: 1, userId: ada.id, fees: { gas: 50_000n, perGas: 10n } }
    const [transfers, deny] = spendingLimit({ ...limits, perTransaction: 10n, to: friend })
    const [calls] = contractOnly({ ...limits, address: friend, selectors: ['0xa9059cbb'] })
    for (const policy of [transfers, calls, deny]) await world.addPolicy({ name: policy.policyName, ...policy })
    const unexercised = async () =>
      (await context.signer.policyCoverage({ organizationId })).flatMap(({ policyName, decided, clauses }) => [
        ...(decided === 0 ? [policyName] : []),
        ...clauses.filter((clause) => clause.decidedTrue * clause.decidedFalse === 0).map(({ text }) => text),
      ])
    const fields = { type: 'eip1559', chainId: 1, to: friend, value: 0n, gas: 21_000n, maxFeePerGas: 1n } as const
    const send = (change: object, { key } = ada) =>
      world.signTransaction(key, serializeTransaction({ ...fields, ...change }))
    const blob = { type: 'eip4844', blobVersionedHashes: [`0x01${'00'.repeat(31)}`], maxFeePerBlobGas: 1n }
    for (const data of ['0x', '0xa9059cbb'] as const) {
      for (const change of [
        {},
        { value: 11n },
        { chainId: 2 },
        { to: stranger },
        { gas: 60_000n },
        { maxFeePerGas: 11n },
      ])
        await send({ data, ...change })
      await send({ data, ...blob })
      await send({ data }, bob)
    }
    await send({ data: '0x095ea7b3' })
    for (const { key } of [ada, bob]) await world.signRaw(key)
    const typedData = { types: { EIP712Domain: [], A: [] }, primaryType: 'A', domain: {}, message: {} }
    await world.submit(ada.key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
      signWith: world.address,
      payload: JSON.stringify(typedData),
      encoding: 'PAYLOAD_ENCODING_EIP712',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    })
    expect(await unexercised()).toEqual([])
  })

  test('an error beside a clause is no reason to count what would be an error anyway', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    await world.addPolicy({ condition: "activity.kind == 'SIGN_RAW_PAYLOAD' && eth.tx.value == 1" })
    await world.addPolicy({ condition: "activity.kind == 'CREATE_WALLET' || eth.tx.value == 1" })
    await world.addPolicy({ condition: "!(activity.kind == 'SIGN_RAW_PAYLOAD' || eth.tx.value == 1)" })
    await world.signRaw(key)
    const [both, either, neither] = await context.signer.policyCoverage({ organizationId: world.organizationId })
    expect(both?.clauses[0]).toMatchObject({ true: 1, decidedTrue: 0, decidedFalse: 0 })
    expect(either?.clauses[0]).toMatchObject({ false: 1, decidedTrue: 0, decidedFalse: 0 })
    // It is what keeps the policy from applying, whatever the other is.
    expect(neither?.clauses[0]).toMatchObject({ true: 1, decidedTrue: 1, decidedFalse: 0 })
  })
})

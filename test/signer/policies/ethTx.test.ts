import { encodeFunctionData, erc20Abi, type Hex, keccak256, parseEther, parseGwei, serializeTransaction } from 'viem'
import {
  apiKeyStamper,
  createPasskeyAccount,
  createSignerClient,
  findError,
  NotPermittedError,
  signMany,
} from 'viem-passkey-account'
import { createPolicies } from 'viem-passkey-account/actions'
import { noBlindSigning, spendingLimit } from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from '../describeSigner.js'
import { textAt } from '../testClient.js'
import { denial, openPolicyWorld } from './openPolicyWorld.js'

const to = `0x${'11'.repeat(20)}` as const
const transaction = (value: bigint) => ({
  type: 'eip1559' as const,
  chainId: 1,
  nonce: 0,
  to,
  value,
  gas: 21_000n,
  maxFeePerGas: parseGwei('2'),
  maxPriorityFeePerGas: parseGwei('1'),
})
const tooMuch = transaction(parseEther('1'))
const limit = parseEther('0.1')
const allowed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }

/** What the refusal says of each policy. */
const refusalOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )
  const { policyEvaluations } = findError(error, NotPermittedError) ?? expect.unreachable()
  const denying = policyEvaluations.filter(({ outcome }) => outcome === 'OUTCOME_DENY_EXPLICIT')
  return { policyEvaluations, deniedBy: denying.map(({ policyId }) => policyId) }
}

async function openBackend(context: SignerContext) {
  const world = await openPolicyWorld(context)
  const backend = await world.addUser()
  const clientOf = (key: { publicKey: string; privateKey: string }) =>
    createSignerClient({
      url: context.url,
      allowHttp: true,
      fetchFn: context.fetchFn,
      stamper: apiKeyStamper(key),
      now: () => context.clock.ms,
    })
  const account = createPasskeyAccount({
    client: clientOf(backend.key),
    organizationId: world.organizationId,
    address: world.address,
  })
  return { world, backend, account, owner: clientOf(world.root) }
}

describeSigner('a spending limit', {}, (context) => {
  test('allows what is within it, and nothing else', async () => {
    const { world, backend, account, owner } = await openBackend(context)
    const rules = spendingLimit({ perTransaction: limit, chainId: 1, userId: backend.id })
    const { policyIds } = await createPolicies(owner, {
      organizationId: world.organizationId,
      policies: rules,
    })
    const [allow = '', deny = ''] = policyIds
    const evaluated = (outcomes: [string, string]) => ({
      policyEvaluations: [
        { policyId: allow, outcome: `OUTCOME_${outcomes[0]}` },
        { policyId: deny, outcome: `OUTCOME_${outcomes[1]}` },
      ],
      deniedBy: outcomes[1] === 'DENY_EXPLICIT' ? [deny] : [],
    })
    expect(await account.signTransaction(transaction(limit))).toMatch(/^0x02/)

    // A value above the limit. The DENY is about raw payloads, whose parameters a transaction does not have.
    expect(await refusalOf(account.signTransaction(transaction(limit + 1n)))).toEqual(
      evaluated(['DENY_IMPLICIT', 'ERROR']),
    )
    // The same transaction as a digest.
    const unsigned = serializeTransaction(tooMuch)
    expect(await refusalOf(account.sign({ hash: keccak256(unsigned) }))).toEqual(evaluated(['ERROR', 'DENY_EXPLICIT']))
    // The same as bytes that the signer hashes.
    expect(await world.signRaw(backend.key, unsigned, 'HASH_FUNCTION_KECCAK256')).toMatchObject(
      denial([
        [allow, 'ERROR'],
        [deny, 'DENY_EXPLICIT'],
      ]),
    )
    // The same among several.
    const many = signMany(account, { items: [{ message: 'hello' }, { transaction: tooMuch }] })
    expect(await refusalOf(many)).toEqual(evaluated(['ERROR', 'DENY_EXPLICIT']))
  })
})

// Why the limit comes with that DENY: `eth.tx` stays empty whatever a raw payload is, so a DENY over it is an error, and skipped.
describeSigner('a DENY over eth.tx alone', {}, (context) => {
  test('stops the transaction, and neither its digest, nor its bytes, nor signMany', async () => {
    const { world, backend, account, owner } = await openBackend(context)
    await world.addPolicy({ condition: "activity.action == 'SIGN'" })
    const deny = await world.addPolicy({ effect: 'EFFECT_DENY', condition: `eth.tx.value > ${limit}` })
    const unsigned = serializeTransaction(tooMuch)
    expect((await refusalOf(account.signTransaction(tooMuch))).deniedBy).toEqual([deny])
    await expect(account.sign({ hash: keccak256(unsigned) })).resolves.toMatch(/^0x/)
    expect(await world.signRaw(backend.key, unsigned, 'HASH_FUNCTION_KECCAK256')).toMatchObject(allowed)
    await expect(signMany(account, { items: [{ transaction: tooMuch }, { message: 'a' }] })).resolves.toHaveLength(2)

    const { policyIds } = await createPolicies(owner, {
      organizationId: world.organizationId,
      policies: noBlindSigning(),
    })
    expect((await refusalOf(account.sign({ hash: keccak256(unsigned) }))).deniedBy).toEqual(policyIds)
    expect(await world.signRaw(backend.key, unsigned, 'HASH_FUNCTION_KECCAK256')).toMatchObject({ status: 403 })
    await expect(signMany(account, { items: [{ transaction: tooMuch }, { message: 'a' }] })).rejects.toBeInstanceOf(
      NotPermittedError,
    )
    await expect(account.signMessage({ message: 'hello' })).resolves.toMatch(/^0x/)
  })
})

describeSigner('a smart contract interface', {}, (context) => {
  const call = (functionName: 'transfer' | 'approve', amount: bigint) =>
    serializeTransaction({
      ...transaction(0n),
      data: encodeFunctionData({ abi: erc20Abi, functionName, args: [to, amount] }),
    })
  const add = (world: Awaited<ReturnType<typeof openPolicyWorld>>, more: Record<string, unknown> = {}) =>
    world.decide('ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE', {
      smartContractAddress: to.toUpperCase().replace('X', 'x'),
      smartContractInterface: JSON.stringify(erc20Abi),
      type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
      label: 'Token',
      notes: 'Note',
      ...more,
    })

  test('lets policies read calls, until it is deleted', async () => {
    const { world, backend } = await openBackend(context)
    const policyId = await world.addPolicy({
      condition: "eth.tx.function_name == 'transfer' && eth.tx.contract_call_args['amount'] <= 100",
    })
    expect(await world.signTransaction(backend.key, call('transfer', 1n))).toMatchObject(denial([[policyId, 'ERROR']]))
    const made = await add(world)
    const id = textAt(made.body, 'activity.result.createSmartContractInterfaceResult.smartContractInterfaceId')
    const signed = await world.signTransaction(backend.key, call('transfer', 100n))
    expect(signed).toMatchObject(allowed)
    const explain = () => context.signer.explain(textAt(signed.body, 'activity.id'))
    const explained = explain()
    expect(explained).toMatchObject({ votes: [{ policies: [{ condition: { value: true } }] }] })
    for (const wrong of [call('transfer', 101n), call('approve', 1n)])
      expect((await world.signTransaction(backend.key, wrong)).status).toBe(403)

    // An amount that is cut off does not switch off a DENY, and no ALLOW takes it.
    const cut = serializeTransaction({
      ...transaction(0n),
      data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, 1n] }).slice(0, -2) as Hex,
    })
    const wide = await world.addPolicy({ condition: "activity.action == 'SIGN'" })
    expect(await world.signTransaction(backend.key, cut)).toMatchObject(allowed)
    for (const condition of ["eth.tx.function_name == 'transfer'", "eth.tx.contract_call_args['amount'] > 5"]) {
      const deny = await world.addPolicy({ effect: 'EFFECT_DENY', condition })
      expect(await world.signTransaction(backend.key, cut)).toMatchObject(
        denial([
          [policyId, 'ERROR'],
          [wide, 'ALLOW'],
          [deny, 'DENY_EXPLICIT'],
        ]),
      )
      await world.decide('ACTIVITY_TYPE_DELETE_POLICY', { policyId: deny })
    }
    await world.decide('ACTIVITY_TYPE_DELETE_POLICY', { policyId: wide })

    const shown = {
      smartContractInterfaceId: id,
      organizationId: world.organizationId,
      smartContractInterface: JSON.stringify(erc20Abi),
      type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
      label: 'Token',
      notes: 'Note',
    }
    const byId = { smartContractInterfaceId: id }
    expect((await world.query('get_smart_contract_interface', byId)).body).toMatchObject({
      smartContractInterface: shown,
    })
    expect((await world.query('list_smart_contract_interfaces')).body).toMatchObject({
      smartContractInterfaces: [shown],
    })
    expect(await world.decide('ACTIVITY_TYPE_DELETE_SMART_CONTRACT_INTERFACE', byId)).toMatchObject(allowed)
    expect(await world.signTransaction(backend.key, call('transfer', 2n))).toMatchObject(denial([[policyId, 'ERROR']]))
    expect(await world.query('get_smart_contract_interface', byId)).toMatchObject({ status: 404 })
    expect((await world.query('list_smart_contract_interfaces')).body).toEqual({ smartContractInterfaces: [] })
    // As it was read then.
    expect(explain()).toEqual(explained)
  })

  test.each([
    [{ smartContractInterface: '{' }, 400],
    [{ smartContractInterface: '{}' }, 400],
    [{ smartContractInterface: '[1]' }, 400],
    [{ smartContractInterface: JSON.stringify(' '.repeat(400_000)) }, 400],
    [{ smartContractInterface: JSON.stringify(Array(1001).fill({})) }, 400],
    [{ smartContractAddress: '0x12' }, 400],
    [{ type: 'SMART_CONTRACT_INTERFACE_TYPE_SOLANA' }, 501],
  ])('%#: is refused if it is none', async (wrong, status) => {
    const world = await openPolicyWorld(context)
    expect((await add(world, wrong)).status).toBe(status)
    expect((await world.query('list_smart_contract_interfaces')).body).toEqual({ smartContractInterfaces: [] })
  })
})

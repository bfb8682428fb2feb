import { type Hex, parseEther, parseGwei, type TransactionSerializable } from 'viem'
import { mainnet, sepolia } from 'viem/chains'
import { serializeTransaction } from 'viem/utils'
import { InvalidParameterError, type StepUpRequest, signMany } from 'viem-passkey-account'
import {
  checkPolicy,
  evaluateExpression,
  parsePolicy,
  stepUpRules,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { afterAll, expect, test } from 'vitest'
import { openStepUp } from '../harness/openStepUp.js'

const limit = parseEther('0.05')
const to: Hex = '0x00000000000000000000000000000000000000aa'
const rules = stepUpRules({ above: limit, chainId: sepolia.id })
const opened = await openStepUp({ policies: rules.mfaPolicies })
afterAll(opened.close)

const transfer = {
  type: 'eip1559',
  chainId: sepolia.id,
  gas: 21_000n,
  maxFeePerGas: parseGwei('30'),
  to,
  value: limit,
} as const
const transactions: [string, TransactionSerializable, needsPasskey: boolean][] = [
  ['a transfer of the limit', transfer, false],
  ['a transfer of nothing', { ...transfer, value: 0n }, false],
  ['a legacy transfer', { type: 'legacy', chainId: sepolia.id, gas: 21_000n, gasPrice: 1n, to, value: limit }, false],
  ['one wei more', { ...transfer, value: limit + 1n }, true],
  ['another chain', { ...transfer, chainId: mainnet.id }, true],
  ['data', { ...transfer, data: '0x00' }, true],
  ['no recipient', { ...transfer, to: undefined }, true],
  ['the most gas', { ...transfer, gas: 100_000n, maxFeePerGas: limit / 100_000n }, false],
  [
    'blobs',
    { ...transfer, type: 'eip4844', maxFeePerBlobGas: 1n, blobVersionedHashes: [`0x01${'00'.repeat(31)}`] },
    true,
  ],
  ['more gas', { ...transfer, gas: 100_001n }, true],
  ['a higher price', { ...transfer, maxFeePerGas: limit / 100_000n + 1n }, true],
]

test.each(transactions)(
  '%s: the passkey is prompted for in the click if the policy asks for it, else nobody is',
  async (_name, transaction, needsPasskey) => {
    const account = opened.createAccount(rules.when)
    const before = opened.prompts()
    const signing = account.signTransaction(transaction)
    expect(opened.prompts()).toBe(before + Number(needsPasskey))
    await signing
    expect(opened.prompts()).toBe(before + Number(needsPasskey))
    // Without `when`, the policy alone decides.
    await opened.createAccount().signTransaction(transaction)
    expect(opened.prompts()).toBe(before + 2 * Number(needsPasskey))
  },
)

const others: [string, Exclude<StepUpRequest, { transaction: unknown }>][] = [
  ['a message', { message: 'hello' }],
  ['a hash', { hash: `0x${'ab'.repeat(32)}` }],
  ['an authorization', { authorization: { address: to, chainId: 1, nonce: 0 } }],
  ['several small transfers', { items: [{ transaction: transfer }, { transaction: { ...transfer, nonce: 1 } }] }],
]
test.each(others)('%s: the passkey is prompted for', async (_name, request) => {
  const account = opened.createAccount(rules.when)
  const before = opened.prompts()
  await ('items' in request ? signMany(account, request) : signMany(account, { items: [request] }))
  expect(opened.prompts()).toBe(before + 1)
})

test('what they say is of the language', () => {
  for (const { condition } of [...rules.mfaPolicies, { condition: rules.sessionProfile.scope }])
    expect(checkPolicy({ effect: 'EFFECT_ALLOW', condition }).errors).toEqual([])
})

/** What the first policy whose condition holds asks for. `onError`: whether an error counts as true. */
function ask(type: string, parameters: object, onError: boolean) {
  const context = toPolicyContext({ body: { type, parameters } })
  const policy = rules.mfaPolicies
    .toSorted((one, other) => one.order - other.order)
    .find(({ condition }) => {
      const result = evaluateExpression(parsePolicy(condition), context)
      return 'value' in result ? result.value : onError
    })
  return policy?.requiredAuthenticationMethods.map(({ any }) => any.map(({ type }) => type.slice(20)).join(' or '))
}

test.each([true, false])('the passkey is asked for, whether an error counts as %s', (onError) => {
  const sign = (transaction: TransactionSerializable) => ({
    signWith: to,
    type: 'TRANSACTION_TYPE_ETHEREUM',
    unsignedTransaction: serializeTransaction(transaction).slice(2),
  })
  const type = 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'
  for (const [, transaction, needsPasskey] of transactions)
    expect(ask(type, sign(transaction), onError)).toEqual([needsPasskey ? 'PASSKEY' : 'SESSION or PASSKEY'])
  // Too large for the integers of the language.
  expect(ask(type, sign({ ...transfer, value: 2n ** 200n }), onError)).toEqual(['PASSKEY'])
  for (const type of ['SOLANA', 'TRON', 'TEMPO', 'BITCOIN'])
    expect(
      ask('ACTIVITY_TYPE_SIGN_TRANSACTION_V2', { ...sign(transfer), type: `TRANSACTION_TYPE_${type}` }, onError),
    ).toEqual(['PASSKEY'])
  const types =
    'SIGN_TRANSACTION SIGN_RAW_PAYLOAD_V2 SIGN_RAW_PAYLOADS STAMP_LOGIN EXPORT_WALLET EXPORT_PRIVATE_KEY DELETE_MFA_POLICY UPDATE_MFA_POLICY CREATE_API_KEYS_V2 CREATE_AUTHENTICATORS_V2 CREATE_USERS_V4 UPDATE_ROOT_QUORUM ETH_SEND_TRANSACTION'
  for (const type of types.split(' '))
    expect(ask(`ACTIVITY_TYPE_${type}`, { from: to, to, data: '0x' }, onError), type).toEqual(['PASSKEY'])
})

test('recipients, fees, length and name can be chosen', async () => {
  const chosen = stepUpRules({
    above: 5n,
    chainId: 1,
    to: [to],
    fees: { gas: 7, perGas: 9 },
    expirationSeconds: 600,
    name: 'Small',
  })
  expect(chosen.sessionProfile).toMatchObject({ sessionProfileName: 'Small', expirationSeconds: '600' })
  const condition = `activity.kind == 'SIGN_TRANSACTION' && eth.tx.chain_id == 1 && eth.tx.to == '${to}' && eth.tx.data == '0x' && eth.tx.value <= 5 && eth.tx.type != 'TYPE_3' && eth.tx.gas <= 7 && eth.tx.gas_price <= 9`
  expect(chosen.mfaPolicies.map(({ mfaPolicyName, condition, order }) => [order, mfaPolicyName, condition])).toEqual([
    [1, 'Small: session', condition],
    [2, 'Small: everything else', 'true'],
    [0, 'Small', `!(${condition})`],
  ])
  const transaction = { type: 'eip1559', chainId: 1, to, value: 5n, gas: 7n, maxFeePerGas: 9n } as const
  expect(chosen.when({ transaction })).toBe(false)
  expect(chosen.when({ transaction: { ...transaction, to: to.replace('aa', 'ab') as Hex } })).toBe(true)
})

test.each([
  { above: 0n, chainId: 1 },
  { above: -1n, chainId: 1 },
  { above: 1.5, chainId: 1 },
  { above: 2n ** 127n, chainId: 1 },
  { above: 1n, chainId: 0 },
  { above: 1n, chainId: 1, to: 'vitalik.eth' },
  { above: 1n, chainId: 1, to: [] },
  { above: 1n, chainId: 1, expirationSeconds: 0 },
])('$above above on chain $chainId is refused', (parameters) => {
  expect(() => stepUpRules(parameters)).toThrow(InvalidParameterError)
})

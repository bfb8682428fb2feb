import { serializeTransaction } from 'viem'
import { evaluateExpression, type PolicyContext, parsePolicy, toPolicyContext } from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { account, activity, digest, wallet } from './requests.js'

const read = (context: PolicyContext, text: string): boolean | string => {
  const result = evaluateExpression(parsePolicy(text), context)
  return 'value' in result ? result.value : result.error.code
}
const holds = (context: PolicyContext, ...texts: string[]) =>
  expect(texts.filter((text) => read(context, text) !== true)).toEqual([])

test('a wallet account is there in every format of its address', () => {
  const publicKey = `02${'79'.repeat(32)}`
  const of = (address: string, type: string, parameters: object) =>
    toPolicyContext({ body: { type, parameters }, wallet: { ...wallet, address, ethereumAddress: account } })
  const uncompressed = `04${'79'.repeat(64)}`
  for (const address of [account, publicKey, uncompressed]) {
    const payload = { payload: digest, encoding: 'PAYLOAD_ENCODING_HEXADECIMAL' }
    const unsignedTransaction = serializeTransaction({ chainId: 1, type: 'eip1559' })
    const signing = { signWith: address, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction }
    const common = ["wallet.id == 'wallet-1'", `wallet_account.address == '${address}'`]
    holds(of(address, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { signWith: address, ...payload }), ...common)
    holds(of(address, 'ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT', { address }), ...common)
    const from = `eth.tx.from == '${account}'`
    holds(of(address, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', signing), ...common, from)
    const sending = { from: address, to: account, caip2: 'eip155:1' }
    holds(of(address, 'ACTIVITY_TYPE_ETH_SEND_TRANSACTION', sending), ...common, from)
    // What is not told is not taken for a private key, and no other format for an Ethereum address.
    holds(activity('SIGN_RAW_PAYLOAD_V2', { signWith: address, ...payload }), `wallet_account.address == '${address}'`)
    holds(activity('EXPORT_WALLET_ACCOUNT', { address }), `wallet_account.address == '${address}'`)
    expect(read(activity('SIGN_TRANSACTION_V2', signing), from)).toBe(address === account ? true : 'MISSING_FIELD')
  }
})

import { encodeFunctionData, parseAbi, parseEther } from 'viem'
import {
  createInterfaces,
  evaluatePolicies,
  type Policy,
  type PolicyContext,
  type PolicyCredential,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { account, activity, digest, privateKeyId, raw, transaction, typedData, wallet } from './requests.js'

// The rules that the documentation of the policy language shows, one test each, with requests that they allow and that they do not.

const usdc = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const dai = '0x6B175474E89094C44Da98b954EedeAC495271d0F'
const router = '0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D'
const friend = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

const erc20 = parseAbi([
  'function transfer(address dst, uint256 amount) returns (bool)',
  'function approve(address spender, uint256 amount) returns (bool)',
])
const batch = parseAbi([
  'function executeBatch((address target, uint256 value, bytes data)[] calls)',
  'function disperse(address[] recipients, uint256[] values)',
])
const interfaces = createInterfaces([
  { address: usdc, abi: erc20 },
  { address: router, abi: JSON.stringify(batch) },
])
const transfer = (to: `0x${string}`, amount: bigint) =>
  encodeFunctionData({ abi: erc20, functionName: 'transfer', args: [to, amount] })
const executeBatch = (...calls: [to: `0x${string}`, value: bigint][]) =>
  encodeFunctionData({
    abi: batch,
    functionName: 'executeBatch',
    args: [calls.map(([target, value]) => ({ target, value, data: '0x' as const }))],
  })
const call = (to: `0x${string}`, data: `0x${string}`) => transaction({ to, data }, { interfaces })
const send = (value: bigint, to: `0x${string}` = friend) => transaction({ to, value })

type Request = {
  context: PolicyContext
  by?: string[]
  credential?: Partial<PolicyCredential>
  at?: string
}
const users = ['alice', 'bob', 'carol', 'dave'].map((id) => ({
  id,
  tags: { alice: ['security'], bob: ['ops'], carol: ['ops'] }[id] ?? [],
}))

function evaluate(policies: Policy[], { context, by = ['alice'], credential, at = '2026-03-10T15:00:00Z' }: Request) {
  const approvers = by.map((name) => users.find(({ id }) => id === name) ?? { id: name })
  const credentials = approvers.map(({ id }) => ({ userId: id, type: 'CREDENTIAL_TYPE_API_KEY_P256', ...credential }))
  return evaluatePolicies({ policies, context, approvers, credentials, now: Date.parse(at), users })
}

const allow = (condition: string, consensus?: string): Policy => ({ effect: 'EFFECT_ALLOW', condition, consensus })
const deny = (condition: string): Policy => ({ effect: 'EFFECT_DENY', condition })
const by = (user: string) => `approvers.any(user, user.id == '${user}')`

type Row = { rule: string; policies: Policy[]; allowed?: Request[]; waits?: Request[]; denied: Request[] }
const all = { effect: 'EFFECT_ALLOW' } as const

const permit2 = {
  PermitBatchTransferFrom: ['TokenPermissions[] permitted', 'address spender'],
  TokenPermissions: ['address token', 'uint256 amount'],
}
const permit = (...permitted: { token: string; amount: string | number }[]) => ({
  context: typedData(
    permit2,
    'PermitBatchTransferFrom',
    { permitted, spender: router },
    { name: 'Permit2', chainId: 1, verifyingContract: router },
  ),
})
const usdcPermit = (domain: object, primaryType = 'Permit') => ({
  context: typedData(
    { [primaryType]: ['address owner', 'uint256 value'] },
    primaryType,
    { owner: account, value: '1' },
    domain,
  ),
})
const usdcDomain = { name: 'USD Coin', version: '2', chainId: 1, verifyingContract: usdc }
const authorization = (fields: object) => ({
  context: raw(JSON.stringify({ address: router, chainId: 1, nonce: 3, ...fields }), 'EIP7702_AUTHORIZATION'),
})

const exportOf = (path: string) => ({
  context: toPolicyContext({
    body: { type: 'ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT', parameters: { address: account, targetPublicKey: '04' } },
    wallet: { ...wallet, path },
  }),
})

const rows: Row[] = [
  {
    rule: '1: a user may create wallets',
    policies: [allow("activity.resource == 'WALLET' && activity.action == 'CREATE'", by('alice'))],
    allowed: [{ context: activity('CREATE_WALLET') }, { context: activity('CREATE_WALLET_ACCOUNTS') }],
    denied: [{ context: activity('DELETE_WALLETS') }, { context: activity('CREATE_WALLET'), by: ['bob'] }],
  },
  {
    rule: '2: a tag may create users',
    policies: [allow("activity.kind == 'CREATE_USERS'", "approvers.any(user, user.tags.contains('ops'))")],
    allowed: [
      { context: activity('CREATE_USERS_V4'), by: ['bob'] },
      { context: activity('CREATE_USERS'), by: ['carol'] },
    ],
    denied: [{ context: activity('CREATE_USERS_V4'), by: ['dave'] }],
  },
  {
    rule: '3: two of a tag for new policies',
    policies: [
      allow(
        "activity.resource == 'POLICY' && activity.action == 'CREATE'",
        "approvers.filter(user, user.tags.contains('ops')).count() >= 2",
      ),
    ],
    allowed: [{ context: activity('CREATE_POLICY_V3'), by: ['bob', 'carol'] }],
    waits: [{ context: activity('CREATE_POLICY_V3'), by: ['bob'] }],
    denied: [
      { context: activity('CREATE_POLICY_V3'), by: ['dave'] },
      { context: activity('DELETE_POLICY'), by: ['bob', 'carol'] },
    ],
  },
  {
    rule: '4: one of security and two of ops for every change of policies',
    policies: [
      allow(
        "activity.resource == 'POLICY'",
        "approvers.any(user, user.tags.contains('security')) && approvers.filter(user, user.tags.contains('ops')).count() >= 2",
      ),
    ],
    allowed: [{ context: activity('UPDATE_POLICY_V2'), by: ['alice', 'bob', 'carol'] }],
    waits: [
      { context: activity('UPDATE_POLICY_V2'), by: ['alice', 'bob'] },
      { context: activity('UPDATE_POLICY_V2'), by: ['bob'] },
    ],
    denied: [{ context: activity('UPDATE_POLICY_V2'), by: ['dave'] }],
  },
  {
    rule: '5: nothing is deleted, whatever is allowed',
    policies: [all, deny("activity.action == 'DELETE'")],
    allowed: [{ context: activity('CREATE_WALLET') }],
    denied: ['DELETE_USERS', 'DELETE_WALLETS', 'DELETE_POLICY', 'DELETE_API_KEYS'].map((type) => ({
      context: activity(type),
    })),
  },
  {
    rule: '6: a user may create sub-organizations',
    policies: [allow("activity.kind == 'CREATE_SUB_ORGANIZATION'", by('alice'))],
    allowed: [{ context: activity('CREATE_SUB_ORGANIZATION_V8') }, { context: activity('CREATE_SUB_ORGANIZATION_V7') }],
    denied: [{ context: activity('DELETE_SUB_ORGANIZATION') }],
  },
  {
    rule: '7: a user may run logins and codes',
    policies: [allow("activity.resource == 'AUTH' || activity.resource == 'OTP'", by('alice'))],
    allowed: ['INIT_OTP_V3', 'VERIFY_OTP_V2', 'EMAIL_AUTH_V3', 'STAMP_LOGIN'].map((type) => ({
      context: activity(type),
    })),
    denied: [{ context: raw(digest, 'HEXADECIMAL') }],
  },
  {
    rule: '8: sessions by one version, and by all',
    policies: [allow("activity.type == 'ACTIVITY_TYPE_CREATE_READ_WRITE_SESSION_V2'")],
    allowed: [{ context: activity('CREATE_READ_WRITE_SESSION_V2') }],
    denied: [{ context: activity('CREATE_READ_WRITE_SESSION') }],
  },
  {
    rule: '8: sessions by kind',
    policies: [allow("activity.kind == 'CREATE_READ_WRITE_SESSION'")],
    allowed: [
      { context: activity('CREATE_READ_WRITE_SESSION_V2') },
      { context: activity('CREATE_READ_WRITE_SESSION') },
    ],
    denied: [{ context: activity('STAMP_LOGIN') }],
  },
  {
    rule: '9: only with a passkey',
    policies: [
      allow('true', "credentials.any(credential, credential.type == 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR')"),
    ],
    allowed: [{ context: activity('CREATE_WALLET'), credential: { type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR' } }],
    denied: [{ context: activity('CREATE_WALLET') }],
  },
  {
    rule: '10: only with one public key',
    policies: [allow('true', "credentials.any(credential, credential.public_key == '02aa')")],
    allowed: [{ context: activity('CREATE_WALLET'), credential: { publicKey: '02aa' } }],
    denied: [{ context: activity('CREATE_WALLET'), credential: { publicKey: '02AA' } }],
  },
  {
    rule: '11: only this account is exported',
    policies: [allow(`activity.kind == 'EXPORT_WALLET_ACCOUNT' && wallet_account.address == '${account}'`)],
    allowed: [{ context: activity('EXPORT_WALLET_ACCOUNT', { address: account, targetPublicKey: '04' }) }],
    denied: [
      { context: activity('EXPORT_WALLET_ACCOUNT', { address: friend }) },
      { context: activity('EXPORT_WALLET', { walletId: 'x' }) },
    ],
  },
  {
    rule: '11: in lower case, it never matches',
    policies: [allow(`wallet_account.address == '${account.toLowerCase()}'`)],
    denied: [
      { context: activity('EXPORT_WALLET_ACCOUNT', { address: account }) },
      { context: raw(digest, 'HEXADECIMAL') },
    ],
  },
  {
    rule: '12: sign with this wallet',
    policies: [allow("activity.action == 'SIGN' && wallet.id == 'wallet-1'")],
    allowed: [{ context: raw(digest, 'HEXADECIMAL') }, { context: send(1n) }],
    denied: [{ context: raw(digest, 'HEXADECIMAL', 'NO_OP', privateKeyId) }],
  },
  {
    rule: '12: sign with this private key',
    policies: [allow(`activity.action == 'SIGN' && private_key.id == '${privateKeyId}'`)],
    allowed: [{ context: raw(digest, 'HEXADECIMAL', 'NO_OP', privateKeyId) }],
    denied: [{ context: raw(digest, 'HEXADECIMAL') }],
  },
  {
    rule: '13: one recipient, in any case',
    policies: [allow(`eth.tx.to == '${friend.toLowerCase()}'`)],
    allowed: [{ context: send(1n) }],
    denied: [
      { context: send(1n, dai) },
      { context: raw(digest, 'HEXADECIMAL') },
      { context: transaction({ data: '0x60' }) },
    ],
  },
  {
    rule: '14: one function of one contract',
    policies: [allow(`eth.tx.to == '${usdc}' && eth.tx.data[0..10] == '0xa9059cbb'`)],
    allowed: [{ context: call(usdc, transfer(friend, 1n)) }],
    denied: [
      { context: call(usdc, encodeFunctionData({ abi: erc20, functionName: 'approve', args: [friend, 1n] })) },
      { context: send(1n, usdc) },
      { context: call(dai, transfer(friend, 1n)) },
    ],
  },
  {
    rule: '15: one chain, and the first transactions',
    policies: [allow('eth.tx.chain_id == 11155111 && eth.tx.nonce <= 3')],
    allowed: [{ context: transaction({ type: 'eip1559', chainId: 11155111, nonce: 3 }) }],
    denied: [
      { context: transaction({ type: 'eip1559', chainId: 1, nonce: 3 }) },
      { context: transaction({ type: 'eip1559', chainId: 11155111, nonce: 4 }) },
      { context: transaction({ type: 'legacy', nonce: 0 }) },
    ],
  },
  {
    rule: '16: amount and recipient of a token',
    policies: [
      allow(
        `eth.tx.to == '${usdc}' && eth.tx.contract_call_args['amount'] < 1000000000000000000 && eth.tx.contract_call_args['dst'] == '${friend}'`,
      ),
    ],
    allowed: [{ context: call(usdc, transfer(friend, parseEther('0.1'))) }],
    denied: [
      { context: call(usdc, transfer(friend, parseEther('1'))) },
      { context: call(usdc, transfer(dai, 1n)) },
      { context: call(usdc, transfer(friend, 2n ** 256n - 1n)) },
      { context: transaction({ to: usdc, data: transfer(friend, 1n) }) },
    ],
  },
  {
    rule: '17: a function by name and by selector',
    policies: [allow("eth.tx.function_name == 'transfer' && eth.tx.function_signature == '0xa9059cbb'")],
    allowed: [{ context: call(usdc, transfer(friend, 1n)) }],
    denied: [
      { context: call(usdc, encodeFunctionData({ abi: erc20, functionName: 'approve', args: [friend, 1n] })) },
      { context: call(dai, transfer(friend, 1n)) },
    ],
  },
  {
    rule: '18: two calls of a batch, all to one contract and without ether',
    policies: [
      allow(
        `eth.tx.contract_call_args['calls'].count() == 2 && eth.tx.contract_call_args['calls'].all(call, call[0] == '${usdc.toLowerCase()}' && call[1] == 0)`,
      ),
    ],
    allowed: [{ context: call(router, executeBatch([usdc, 0n], [usdc, 0n])) }],
    denied: [
      { context: call(router, executeBatch([usdc, 0n], [dai, 0n])) },
      { context: call(router, executeBatch([usdc, 0n], [usdc, 1n])) },
      { context: call(router, executeBatch([usdc, 0n], [usdc, 0n], [usdc, 0n])) },
    ],
  },
  {
    rule: '18: by name, a tuple is an error',
    policies: [allow(`eth.tx.contract_call_args['calls'].all(call, call['target'] == '${usdc}')`)],
    denied: [{ context: call(router, executeBatch([usdc, 0n])) }],
  },
  {
    rule: '19: all recipients in a list',
    policies: [allow(`eth.tx.contract_call_args['recipients'].all(to, to in ['${friend}', '${account}'])`)],
    allowed: [
      {
        context: call(
          router,
          encodeFunctionData({
            abi: batch,
            functionName: 'disperse',
            args: [
              [account, friend],
              [1n, 2n],
            ],
          }),
        ),
      },
    ],
    denied: [
      {
        context: call(
          router,
          encodeFunctionData({
            abi: batch,
            functionName: 'disperse',
            args: [
              [account, dai],
              [1n, 2n],
            ],
          }),
        ),
      },
    ],
  },
  {
    rule: '20: no digests, except those of typed data',
    policies: [
      all,
      deny(
        "activity.type == 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2' && activity.params.hash_function == 'HASH_FUNCTION_NO_OP' && activity.params.encoding != 'PAYLOAD_ENCODING_EIP712'",
      ),
    ],
    allowed: [usdcPermit(usdcDomain), { context: raw('hi', 'TEXT_UTF8', 'KECCAK256') }],
    denied: [{ context: raw(digest, 'HEXADECIMAL') }],
  },
  {
    rule: '21: typed data of one contract and type',
    policies: [
      allow(
        `eth.eip_712.domain.verifying_contract == '${usdc.toLowerCase()}' && eth.eip_712.primary_type == 'TransferWithAuthorization'`,
      ),
    ],
    allowed: [usdcPermit(usdcDomain, 'TransferWithAuthorization')],
    denied: [
      usdcPermit(usdcDomain),
      usdcPermit({ ...usdcDomain, verifyingContract: dai }, 'TransferWithAuthorization'),
    ],
  },
  {
    rule: '22: every token of a permit, at most two',
    policies: [
      allow(
        `eth.eip_712.primary_type == 'PermitBatchTransferFrom' && eth.eip_712.message['permitted'].count() <= 2 && eth.eip_712.message['permitted'].all(p, p['token'] == '${usdc.toLowerCase()}')`,
      ),
    ],
    allowed: [permit({ token: usdc, amount: '1' }), permit({ token: usdc, amount: '1' }, { token: usdc, amount: '1' })],
    denied: [
      permit({ token: usdc, amount: '1' }, { token: dai, amount: '1' }),
      permit(...Array(3).fill({ token: usdc, amount: '1' })),
    ],
  },
  {
    rule: '22: the first token, and an amount, which is an error for a string',
    policies: [
      allow(
        `eth.eip_712.message['permitted'][0]['token'] == '${usdc}' && eth.eip_712.message['permitted'].any(p, p['amount'] < 100)`,
      ),
    ],
    allowed: [permit({ token: usdc, amount: 1 })],
    denied: [
      permit({ token: usdc, amount: '1' }),
      permit({ token: usdc, amount: 100 }),
      permit({ token: dai, amount: 1 }),
    ],
  },
  {
    rule: '23: a permit of USDC by its whole domain',
    policies: [
      allow(
        `eth.eip_712.domain.name == 'USD Coin' && eth.eip_712.domain.version == '2' && eth.eip_712.domain.chain_id == 1 && eth.eip_712.domain.verifying_contract == '${usdc}' && eth.eip_712.primary_type == 'Permit'`,
      ),
    ],
    allowed: [usdcPermit(usdcDomain)],
    denied: [
      usdcPermit({ ...usdcDomain, version: '1' }),
      usdcPermit({ ...usdcDomain, chainId: 10 }),
      usdcPermit({ ...usdcDomain, name: 'usd coin' }),
      usdcPermit({ name: 'USD Coin', version: '2' }),
    ],
  },
  {
    rule: '23: the domain of Permit2 has no version',
    policies: [allow("eth.eip_712.domain.name == 'Permit2' && eth.eip_712.domain.version == ''")],
    allowed: [permit({ token: usdc, amount: '1' })],
    denied: [usdcPermit(usdcDomain)],
  },
  {
    rule: '24: an authorization by address, chain and nonce',
    policies: [
      allow(
        `eth.eip_7702_authorization.address == '${router}' && eth.eip_7702_authorization.chain_id == 1 && eth.eip_7702_authorization.nonce == 3`,
      ),
    ],
    allowed: [authorization({})],
    denied: [
      authorization({ chainId: 0 }),
      authorization({ nonce: 4 }),
      authorization({ address: friend }),
      { context: send(1n, router) },
    ],
  },
  {
    rule: '25: a list of contracts',
    policies: [allow(`eth.tx.to in ['${usdc.toLowerCase()}', '${dai.toLowerCase()}']`)],
    allowed: [{ context: send(0n, usdc) }, { context: send(0n, dai) }],
    denied: [{ context: send(0n) }],
  },
  {
    rule: '25: nothing outside a list',
    policies: [all, deny(`!(eth.tx.to in ['${usdc}'])`)],
    allowed: [{ context: send(0n, usdc) }],
    denied: [{ context: send(0n) }],
  },
  {
    rule: '26: an agent of one wallet, router and chain',
    policies: [
      allow(
        `wallet.id == 'wallet-1' && activity.type in ['ACTIVITY_TYPE_SIGN_TRANSACTION_V2', 'ACTIVITY_TYPE_ETH_SEND_TRANSACTION'] && eth.tx.to == '${router}' && eth.tx.chain_id == 8453`,
        by('alice'),
      ),
    ],
    allowed: [{ context: transaction({ type: 'eip1559', chainId: 8453, to: router }) }],
    denied: [{ context: send(0n, router) }, { context: transaction({ type: 'eip1559', chainId: 8453, to: friend }) }],
  },
  {
    rule: '27: not above half an ether',
    policies: [all, deny('eth.tx.value > 500000000000000000')],
    allowed: [{ context: send(parseEther('0.5')) }],
    denied: [{ context: send(parseEther('0.5') + 1n) }, { context: send(2n ** 200n) }],
  },
  {
    rule: '28: an agent, and a person above a tenth of an ether',
    policies: [
      allow('eth.tx.value <= 100000000000000000', by('alice')),
      allow('eth.tx.value > 100000000000000000', `${by('alice')} && ${by('bob')}`),
    ],
    allowed: [{ context: send(parseEther('0.1')) }, { context: send(parseEther('1')), by: ['alice', 'bob'] }],
    waits: [{ context: send(parseEther('1')) }],
    denied: [{ context: send(parseEther('1')), by: ['carol'] }],
  },
  {
    rule: '29: an agent removes only itself',
    policies: [
      allow(
        "activity.kind == 'DELETE_USERS' && activity.params.user_ids.count() == 1 && 'alice' in activity.params.user_ids",
        by('alice'),
      ),
    ],
    allowed: [{ context: activity('DELETE_USERS', { userIds: ['alice'] }) }],
    denied: [
      { context: activity('DELETE_USERS', { userIds: ['alice', 'bob'] }) },
      { context: activity('DELETE_USERS', { userIds: ['bob'] }) },
    ],
  },
  {
    rule: '30: tokens to one treasury, by the bytes of the call',
    policies: [
      allow(
        `eth.tx.to == '${usdc}' && eth.tx.data[0..10] == '0xa9059cbb' && eth.tx.data[34..74] == '${friend.slice(2).toLowerCase()}'`,
        "approvers.filter(user, user.tags.contains('ops')).count() >= 2",
      ),
    ],
    allowed: [{ context: call(usdc, transfer(friend, 1n)), by: ['bob', 'carol'] }],
    waits: [{ context: call(usdc, transfer(friend, 1n)), by: ['bob'] }],
    denied: [{ context: call(usdc, transfer(dai, 1n)), by: ['bob', 'carol'] }],
  },
  {
    rule: '31: only creates contracts on one chain',
    policies: [allow("eth.tx.to == '' && eth.tx.chain_id == 8453")],
    allowed: [{ context: transaction({ type: 'eip1559', chainId: 8453, data: '0x60' }) }],
    denied: [
      { context: transaction({ type: 'eip1559', chainId: 8453, to: friend }) },
      { context: transaction({ data: '0x60' }) },
    ],
  },
  {
    rule: '32: policies need two users',
    policies: [allow("activity.resource == 'POLICY'", 'approvers.count() >= 2')],
    allowed: [{ context: activity('CREATE_POLICIES'), by: ['alice', 'dave'] }],
    waits: [{ context: activity('CREATE_POLICIES') }],
    denied: [{ context: activity('CREATE_WALLET'), by: ['alice', 'dave'] }],
  },
  {
    rule: '33: in one month',
    policies: [
      { ...all, time: "time.now >= Timestamp('2026-03-01T00:00:00Z') && time.now < Timestamp('2026-04-01T00:00:00Z')" },
    ],
    allowed: ['2026-03-01T00:00:00Z', '2026-03-31T23:59:59.999Z'].map((at) => ({ context: send(1n), at })),
    denied: ['2026-02-28T23:59:59.999Z', '2026-04-01T00:00:00Z'].map((at) => ({ context: send(1n), at })),
  },
  {
    rule: '33: on weekdays from nine to five in New York',
    policies: [
      {
        ...all,
        time: "CronSpan('0 9 * * 1-5', '8h', 'America/New_York') && time.now < Timestamp('2027-01-01T00:00:00Z')",
      },
    ],
    // Summer time began on March 8.
    allowed: ['2026-03-06T14:00:00Z', '2026-03-09T13:00:00Z', '2026-03-09T20:59:59Z'].map((at) => ({
      context: send(1n),
      at,
    })),
    denied: [
      '2026-03-06T13:59:59Z',
      '2026-03-09T12:59:59Z',
      '2026-03-09T21:00:00Z',
      '2026-03-08T15:00:00Z',
      '2027-03-08T15:00:00Z',
    ].map((at) => ({ context: send(1n), at })),
  },
  {
    rule: '33: nothing from ten to six',
    policies: [all, { ...deny('true'), time: "CronSpan('0 22 * * *', '8h', 'America/New_York')" }],
    // The night in which the clocks go forward ends at seven.
    allowed: ['2026-03-07T02:59:59Z', '2026-03-07T11:00:00Z', '2026-03-08T11:00:00Z'].map((at) => ({
      context: send(1n),
      at,
    })),
    denied: ['2026-03-07T03:00:00Z', '2026-03-07T10:59:59Z', '2026-03-08T10:59:59Z'].map((at) => ({
      context: send(1n),
      at,
    })),
  },
  {
    rule: '34: a gas station: one token, at most an ether, a second user for more',
    policies: [
      allow(`eth.tx.to == '${usdc}' && eth.tx.value == 0`, by('alice')),
      allow('eth.tx.value <= 1000000000000000000', `${by('alice')} && ${by('bob')}`),
    ],
    allowed: [{ context: call(usdc, transfer(friend, 1n)) }, { context: send(parseEther('1')), by: ['alice', 'bob'] }],
    waits: [{ context: send(parseEther('1')) }, { context: call(dai, transfer(friend, 1n)) }],
    denied: [{ context: send(parseEther('2')), by: ['alice', 'bob'] }],
  },
  {
    rule: '35: exports by path',
    policies: [allow('wallet_account.path_indexes[0] == 44 && wallet_account.path_hardened.all(h, h == true)')],
    allowed: [exportOf("m/44'/60'/0'")],
    denied: [exportOf("m/44'/60'/0'/0/0"), exportOf("m/49'/60'/0'"), { context: send(1n) }],
  },
  {
    rule: '36: a session that signs with one wallet',
    policies: [allow("activity.action == 'SIGN' && wallet.id == 'wallet-1'")],
    allowed: [{ context: send(1n) }],
    denied: [
      { context: activity('EXPORT_WALLET', { walletId: 'wallet-1' }) },
      { context: activity('CREATE_API_KEYS_V2', { userId: 'alice' }) },
    ],
  },
]

describe.each(rows)('$rule', ({ policies, allowed = [], waits = [], denied }) => {
  test('allowed', () => {
    expect(allowed.map((request) => evaluate(policies, request).outcome)).toEqual(allowed.map(() => 'OUTCOME_ALLOW'))
  })
  test('waits for others', () => {
    expect(waits.map((request) => evaluate(policies, request).outcome)).toEqual(
      waits.map(() => 'OUTCOME_REQUIRES_CONSENSUS'),
    )
  })
  test('not allowed', () => {
    const outcomes = denied.map((request) => evaluate(policies, request).outcome)
    expect(outcomes.filter((outcome) => !outcome.startsWith('OUTCOME_DENY'))).toEqual([])
    expect(outcomes.length).toBeGreaterThan(0)
  })
})

test('35: the recorded outcomes of exports by path', () => {
  const context = activity('EXPORT_WALLET_ACCOUNT', { address: account })
  const outcomes = (...policies: Policy[]) => evaluate(policies, { context }).policies.map(({ outcome }) => outcome)
  const matching = "activity.action == 'EXPORT'"
  const other = "activity.action == 'IMPORT'"
  expect(outcomes(allow(other, by('alice')), allow(matching, by('alice')), deny(matching))).toEqual([
    'OUTCOME_DENY_IMPLICIT',
    'OUTCOME_ALLOW',
    'OUTCOME_DENY_EXPLICIT',
  ])
  expect(evaluate([allow(matching, by('alice')), deny(other)], { context }).outcome).toBe('OUTCOME_ALLOW')
})

test('33: outside of its time, a policy is inactive', () => {
  const time = "time.now < Timestamp('2026-01-01T00:00:00Z')"
  const outcomes = evaluate(
    [
      { ...all, time },
      { ...deny('true'), time },
    ],
    { context: send(1n) },
  )
  expect(outcomes.outcome).toBe('OUTCOME_DENY_IMPLICIT')
  expect(outcomes.policies.map(({ outcome }) => outcome)).toEqual(['OUTCOME_TIME_INACTIVE', 'OUTCOME_TIME_INACTIVE'])
})

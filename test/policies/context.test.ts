import { parseGwei, serializeTransaction } from 'viem'
import { findError, InvalidParameterError } from 'viem-passkey-account'
import { evaluateExpression, type PolicyContext, parsePolicy, toPolicyContext } from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { account, activity, digest, privateKeyId, raw, transaction, typedData, wallet } from './requests.js'

const friend = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

/** What an expression comes to; the code of an error. */
function read(context: PolicyContext, text: string, reading: 'strict' | 'lenient' = 'strict'): boolean | string {
  const result = evaluateExpression(parsePolicy(text), context, { reading })
  return 'value' in result ? result.value : result.error.code
}
const holds = (context: PolicyContext, ...texts: string[]) =>
  expect(texts.filter((text) => read(context, text) !== true)).toEqual([])

describe('eth.tx', () => {
  const fees = { maxFeePerGas: 7n, maxPriorityFeePerGas: 2n }
  const base = { to: friend, value: 5n, gas: 21_000n, nonce: 9, data: '0xABCD' } as const
  const common = [
    `eth.tx.to == '${friend}'`,
    'eth.tx.value == 5',
    'eth.tx.gas == 21000',
    'eth.tx.nonce == 9',
    "eth.tx.data == '0xabcd'",
  ]
  const accessList = [{ address: friend, storageKeys: [] }] as const
  const authorization = {
    address: friend,
    chainId: 1,
    nonce: 0,
    r: `0x${'11'.repeat(32)}`,
    s: `0x${'11'.repeat(32)}`,
    yParity: 0,
  } as const

  test('of every type', () => {
    holds(
      transaction({ type: 'legacy', chainId: 3, gasPrice: 7n, ...base }),
      ...common,
      "eth.tx.type == 'LEGACY'",
      'eth.tx.chain_id == 3',
      'eth.tx.gas_price == 7',
    )
    holds(
      transaction({ type: 'eip2930', chainId: 3, gasPrice: 7n, accessList, ...base }),
      ...common,
      "eth.tx.type == 'TYPE_1'",
      'eth.tx.gas_price == 7',
    )
    const dynamic = [
      'eth.tx.gas_price == 7',
      'eth.tx.max_fee_per_gas == 7',
      'eth.tx.max_priority_fee_per_gas == 2',
      'eth.tx.chain_id == 3',
    ]
    holds(
      transaction({ type: 'eip1559', chainId: 3, ...fees, ...base }),
      ...common,
      ...dynamic,
      "eth.tx.type == 'TYPE_2'",
    )
    const blobVersionedHashes = [`0x01${'00'.repeat(31)}`] as const
    const blob = { type: 'eip4844', chainId: 3, maxFeePerBlobGas: 4n, blobVersionedHashes, ...fees, ...base } as const
    holds(transaction(blob), ...common, ...dynamic, "eth.tx.type == 'TYPE_3'", 'eth.tx.max_fee_per_blob_gas == 4')
    holds(
      transaction({ type: 'eip7702', chainId: 3, authorizationList: [authorization], ...fees, ...base }),
      ...common,
      ...dynamic,
      "eth.tx.type == 'TYPE_4'",
    )
  })

  test('what a transaction does not have, strict and lenient', () => {
    const legacy = transaction({ type: 'legacy', gasPrice: parseGwei('1'), to: friend })
    for (const field of ['chain_id', 'max_fee_per_gas', 'max_priority_fee_per_gas', 'max_fee_per_blob_gas'])
      expect(read(legacy, `eth.tx.${field} >= 0`)).toBe('MISSING_FIELD')
    expect(read(legacy, 'eth.tx.chain_id != 1', 'lenient')).toBe(true)
    expect(read(legacy, 'eth.tx.max_fee_per_gas == 1000000000', 'lenient')).toBe(true)
    expect(read(legacy, "eth.tx.function_name == 'transfer'", 'lenient')).toBe('MISSING_FIELD')
  })

  test('integers beyond 128 bits', () => {
    expect(read(transaction({ to: friend, value: 2n ** 127n - 1n }), 'eth.tx.value > 1')).toBe(true)
    expect(read(transaction({ to: friend, value: 2n ** 127n }), 'eth.tx.value > 1')).toBe('OUT_OF_RANGE')
    expect(read(transaction({ to: friend, value: 2n ** 127n }), 'eth.tx.value > 1', 'lenient')).toBe(true)
  })

  test('a creation has an empty recipient, and an empty call the data 0x', () => {
    holds(transaction({ data: '0x60' }), "eth.tx.to == ''", "eth.tx.data == '0x60'")
    holds(
      transaction({ to: friend }),
      "eth.tx.data == '0x'",
      'eth.tx.value == 0',
      `eth.tx.from == '${account.toLowerCase()}'`,
    )
  })

  test('is not there for anything else, whatever its bytes are', () => {
    const bytes = serializeTransaction({ type: 'eip1559', chainId: 1, to: friend, value: 1n })
    for (const context of [
      raw(bytes, 'HEXADECIMAL', 'KECCAK256'),
      raw([bytes], 'HEXADECIMAL', 'KECCAK256'),
      activity('CREATE_WALLET'),
    ])
      expect(read(context, 'eth.tx.value == 1')).toBe('MISSING_KEYWORD')
  })

  test('of eth_send_transaction', () => {
    const context = activity('ETH_SEND_TRANSACTION', { from: account, to: friend, caip2: 'eip155:8453', value: '5' })
    holds(
      context,
      'eth.tx.value == 5',
      'eth.tx.chain_id == 8453',
      `eth.tx.to == '${friend}'`,
      "activity.action == 'SIGN'",
    )
    expect(read(context, 'eth.tx.gas > 0')).toBe('MISSING_FIELD')
  })
})

describe('eth.eip_712', () => {
  const types = {
    Order: ['address maker', 'uint256 amount', 'bytes32 salt', 'string note', 'Item[] items'],
    Item: ['bool done', 'uint8 size'],
  }
  const message = {
    maker: friend,
    amount: '5',
    salt: `0x${'AB'.repeat(32)}`,
    note: 'Hi',
    items: [{ done: true, size: 3 }],
    extra: 'unsigned',
  }
  const context = typedData(types, 'Order', message, { name: 'App', chainId: '0x1', verifyingContract: friend })
  const path = 'eth.eip_712.message'

  test('types of JSON are kept, and case where it counts', () => {
    holds(
      context,
      "eth.eip_712.primary_type == 'Order'",
      `${path}['maker'] == '${friend.toLowerCase()}'`,
      `${path}['salt'] == '0x${'ab'.repeat(32)}'`,
      `${path}['amount'] == '5'`,
      `${path}['note'] == 'Hi' && ${path}['note'] != 'hi'`,
      `${path}['items'][0]['done'] == true && ${path}['items'].all(i, i['size'] < 4)`,
      "eth.eip_712.domain.chain_id == 1 && eth.eip_712.domain.version == ''",
    )
    expect(read(context, `${path}['amount'] < 6`)).toBe('TYPE_MISMATCH')
  })

  test('what the types do not declare is not signed, and not seen', () => {
    expect(read(context, `${path}['extra'] == 'unsigned'`)).toBe('MISSING_FIELD')
    const declared = { EIP712Domain: ['string name'], ...types }
    const narrow = typedData(declared, 'Order', message, { name: 'App', verifyingContract: friend })
    expect(read(narrow, `eth.eip_712.domain.verifying_contract == '${friend}'`)).toBe('MISSING_FIELD')
    holds(narrow, "eth.eip_712.domain.name == 'App'")
  })

  test('a number that JSON rounds is no integer', () => {
    const rounded = raw(
      '{"types":{"A":[{"name":"n","type":"uint256"}]},"primaryType":"A","domain":{},"message":{"n":9007199254740993}}',
      'EIP712',
    )
    expect(read(rounded, `${path}['n'] == 9007199254740992`)).toBe('TYPE_MISMATCH')
  })

  test('is not there for several payloads at once', () => {
    const payload = JSON.stringify({ types: { A: [] }, primaryType: 'A', domain: {}, message: {} })
    expect(read(raw([payload], 'EIP712'), "eth.eip_712.primary_type == 'A'")).toBe('MISSING_KEYWORD')
  })
})

test('wallets and private keys are there where something signs or is exported', () => {
  holds(
    raw(digest, 'HEXADECIMAL'),
    "wallet.id == 'wallet-1'",
    "wallet.label == 'Main'",
    `wallet_account.address == '${account}'`,
    'wallet.imported == false',
  )
  holds(
    raw(digest, 'HEXADECIMAL', 'NO_OP', privateKeyId),
    `private_key.id == '${privateKeyId}'`,
    'private_key.tags.count() == 0',
  )
  expect(read(raw(digest, 'HEXADECIMAL'), "private_key.id == 'x'")).toBe('MISSING_KEYWORD')
  expect(read(activity('CREATE_WALLET'), "wallet.id == 'x'")).toBe('MISSING_KEYWORD')
  expect(read(raw(digest, 'HEXADECIMAL'), 'solana.tx.transfers.count() == 0')).toBe('NOT_AVAILABLE')
})

test('activity.params has what is documented, and nothing else', () => {
  holds(activity('STAMP_LOGIN', { publicKey: '02' }), "activity.params.session_profile_id == ''")
  holds(
    activity('DELETE_API_KEYS', { userId: 'u', apiKeyIds: ['a'] }),
    "activity.params.user_id == 'u' && activity.params.api_key_ids.contains('a')",
  )
  holds(activity('INIT_OTP_AUTH_V3', { otpLength: 6 }), 'activity.params.otp_length == 6')
  expect(read(activity('CREATE_WALLET', { walletName: 'x' }), "activity.params.wallet_id == 'x'")).toBe('MISSING_FIELD')
  expect(read(activity('UPDATE_ROOT_QUORUM'), "activity.kind == 'UPDATE_ROOT_QUORUM'")).toBe('MISSING_FIELD')
})

test.each([
  ['body', { body: '{}' }],
  ['body', { body: 'no JSON' }],
  [
    'body',
    {
      body: {
        type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
        parameters: { type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction: '02c0' },
      },
    },
  ],
  [
    'body',
    {
      body: {
        type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
        parameters: { encoding: 'PAYLOAD_ENCODING_EIP712', payload: '{}' },
      },
    },
  ],
  [
    'wallet',
    {
      body: { type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters: { signWith: friend } },
      wallet: { ...wallet, address: account },
    },
  ],
  ['wallet', { body: { type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters: { signWith: privateKeyId } }, wallet }],
  [
    'privateKey',
    {
      body: { type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters: { signWith: privateKeyId } },
      privateKey: { id: 'other' },
    },
  ],
  ['wallet', { body: { type: 'ACTIVITY_TYPE_EXPORT_WALLET', parameters: { walletId: 'other' } }, wallet }],
])('what no signer asks its policies about is refused: %s', (parameter, input) => {
  try {
    toPolicyContext(input)
    expect.unreachable()
  } catch (error) {
    expect(findError(error, InvalidParameterError)?.parameter).toBe(parameter)
  }
})

import {
  checkPolicy,
  evaluatePolicies,
  noBlindSigning,
  type Policy,
  type PolicyCredential,
  type PolicyUser,
} from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { account, activity, raw, transaction } from './requests.js'

/** The codes of a policy's errors and warnings, those of raw payloads left out, and the texts they are about. */
function check(condition: string, more: Partial<Parameters<typeof checkPolicy>[0]> = {}): string[] {
  const { errors, warnings } = checkPolicy({ effect: 'EFFECT_ALLOW', condition, policies: noBlindSigning(), ...more })
  return [
    ...errors.map(({ code, offset, end }) => `error ${code}: ${condition.slice(offset, end)}`),
    ...warnings.map(({ code, offset, end }) => `${code}: ${condition.slice(offset, end)}`),
  ]
}

const lower = account.toLowerCase()
const message = "eth.eip_712.message['amount']"

describe('what creation refuses', () => {
  test.each([
    ['', 'error SYNTAX: '],
    ['eth.tx.to == "0x"', 'error DOUBLE_QUOTES: "'],
    ['eth.tx.value = 1', 'error SYNTAX: ='],
    ['eth.tx.value > -1', 'error SYNTAX: -'],
    ['eth.tx.value + 1 > 2', 'error SYNTAX: +'],
    ["wallet.id == 'it's'", 'error SYNTAX: s'],
    ["wallet.id == 'x", "error SYNTAX: '"],
    ['wallet.id == <WALLET_ID>', 'error SYNTAX: <'],
    ['int(eth.tx.data) == 1', 'error SYNTAX: i'],
    ['true && false || true', 'error SYNTAX: |'],
    ['eth.tx.value < 5 < 6', 'error SYNTAX: <'],
    ["!eth.tx.to in ['']", 'error SYNTAX: i'],
    ['eth.tx.value == 01', 'error SYNTAX: 0'],
    [`eth.tx.value < ${2n ** 256n}`, 'error SYNTAX: 1'],
    ['eth.tx.gasPrice > 1', 'error UNKNOWN_FIELD: gasPrice'],
    ["wallet_account.path == 'm'", 'error UNKNOWN_FIELD: path'],
    ["private_key.address == 'x'", 'error UNKNOWN_FIELD: address'],
    ["eth.eip_712.message.amount == '1'", 'error UNKNOWN_FIELD: amount'],
    ["organization.id == 'x'", 'error UNKNOWN_KEYWORD: organization'],
    ['approvers.count() == 1', 'error UNKNOWN_KEYWORD: approvers'],
    ["time.now > Timestamp('2026-01-01T00:00:00Z')", 'error UNKNOWN_KEYWORD: time'],
    ['solana.tx.transfers.count == 1', 'error COUNT_WITHOUT_PARENTHESES: count'],
    ['eth.tx.value', 'error NOT_A_BOOL: eth.tx.value'],
    ["wallets.any(w, w.name == 'x')", 'error UNKNOWN_FIELD: name'],
  ])('%s', (condition, expected) => {
    expect(check(condition)[0]).toBe(expected)
  })

  test('an empty condition or consensus, and no empty time', () => {
    const errors = (policy: Partial<Policy>) =>
      checkPolicy({ effect: 'EFFECT_ALLOW', ...policy }).errors.map(({ field }) => field)
    expect(errors({ condition: '' })).toEqual(['condition'])
    expect(errors({ consensus: '' })).toEqual(['consensus'])
    expect(errors({ time: '' })).toEqual([])
    expect(errors({ time: "time.now > Timestamp('2026-02-30T00:00:00Z')" })).toEqual(['time'])
    expect(errors({ time: "time.now > Timestamp('2026-02-03T00:00:00-05:00')" })).toEqual(['time'])
    expect(errors({ time: "CronSpan('*/5 * * * *', '8h', 'UTC')" })).toEqual(['time'])
    expect(errors({ time: "CronSpan('0 9 * * *', '8d', 'UTC')" })).toEqual(['time'])
    expect(errors({ time: "CronSpan('0 9 * * *', '8h', 'Mars/Olympus')" })).toEqual(['time'])
  })

  test('what is no policy', () => {
    const parsed: Policy = JSON.parse('{ "effect": "ALLOW", "condition": 1 }')
    expect(checkPolicy(parsed).errors.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'effect MALFORMED',
      'condition MALFORMED',
    ])
  })
})

describe('what creation takes, and is a mistake', () => {
  test.each([
    ["eth.tx.chain_id == '1'", "CHAIN_ID_AS_TEXT: eth.tx.chain_id == '1'"],
    ["eth.tx.chain_id in ['1', '137']", "CHAIN_ID_AS_TEXT: eth.tx.chain_id in ['1', '137']"],
    ["eth.eip_7702_authorization.chain_id == '1'", "CHAIN_ID_AS_TEXT: eth.eip_7702_authorization.chain_id == '1'"],
    ["eth.eip_7702_authorization.nonce == '1'", "TYPE_MISMATCH: eth.eip_7702_authorization.nonce == '1'"],
    ["eth.tx.to < 'a'", "TYPE_MISMATCH: eth.tx.to < 'a'"],
    [`wallet_account.address == '${lower}'`, `ACCOUNT_ADDRESS_CASE: wallet_account.address == '${lower}'`],
    [`'${lower}' == wallet_account.address`, `ACCOUNT_ADDRESS_CASE: '${lower}' == wallet_account.address`],
    [
      `wallet_account.address in ['${account}', '${lower}']`,
      `ACCOUNT_ADDRESS_CASE: wallet_account.address in ['${account}', '${lower}']`,
    ],
    [`${message} < 100`, `STRING_AMOUNT: ${message} < 100`],
    [`100 >= ${message}`, `STRING_AMOUNT: 100 >= ${message}`],
    [`${message} == 100`, `STRING_AMOUNT: ${message} == 100`],
    ["eth.eip_712.message['list'].any(p, p['amount'] < 100)", "STRING_AMOUNT: p['amount'] < 100"],
    ["wallet.id == 'a' || private_key.id == 'b'", "EXCLUSIVE_KEYWORDS: wallet.id == 'a' || private_key.id == 'b'"],
    [
      "eth.tx.value == 1 || eth.eip_712.primary_type == 'A'",
      "EXCLUSIVE_KEYWORDS: eth.tx.value == 1 || eth.eip_712.primary_type == 'A'",
    ],
    ["activity.kind == 'SIGN'", "NEVER_HOLDS: activity.kind == 'SIGN'"],
    [
      "activity.resource == 'WALLET' && activity.action == 'SIGN'",
      "NEVER_HOLDS: activity.resource == 'WALLET' && activity.action == 'SIGN'",
    ],
    [
      "activity.kind == 'SIGN_RAW_PAYLOAD' && eth.tx.value == 1",
      "NEVER_HOLDS: activity.kind == 'SIGN_RAW_PAYLOAD' && eth.tx.value == 1",
    ],
    [
      "activity.kind == 'CREATE_WALLET' && activity.params.user_id == 'x'",
      "NEVER_HOLDS: activity.kind == 'CREATE_WALLET' && activity.params.user_id == 'x'",
    ],
    ['eth.tx.value > 10 && eth.tx.value < 5', 'NEVER_HOLDS: eth.tx.value < 5'],
    ["eth.tx.to == '' && eth.tx.to != ''", "NEVER_HOLDS: eth.tx.to != ''"],
    ["wallet.id == 'a' && (true && wallet.id == 'b')", "NEVER_HOLDS: wallet.id == 'b'"],
    [`eth.tx.value > ${2n ** 128n}`, `NEVER_HOLDS: eth.tx.value > ${2n ** 128n}`],
    ["eth.tx.data[0..10] == '0xA9059CBB'", "NEVER_HOLDS: eth.tx.data[0..10] == '0xA9059CBB'"],
    ["eth.tx.data[0..8] == '0xa9059cbb'", "NEVER_HOLDS: eth.tx.data[0..8] == '0xa9059cbb'"],
    ["eth.tx.to == 'vitalik.eth'", "NEVER_HOLDS: eth.tx.to == 'vitalik.eth'"],
    ["eth.tx.type == 'eip1559'", "NEVER_HOLDS: eth.tx.type == 'eip1559'"],
    ["eth.tx.type != 'EIP1559'", "ALWAYS_HOLDS: eth.tx.type != 'EIP1559'"],
    ["eth.tx.data[0..10] != '0xA9059CBB'", "ALWAYS_HOLDS: eth.tx.data[0..10] != '0xA9059CBB'"],
    [`eth.tx.to == '${account}' && eth.tx.to != '${lower}'`, `NEVER_HOLDS: eth.tx.to != '${lower}'`],
    ["wallet.label == 'abc' && wallet.label != 'abc'", "NEVER_HOLDS: wallet.label != 'abc'"],
    [
      `eth.eip_712.domain.chain_id == ${2n ** 127n} && eth.eip_712.domain.chain_id == 1`,
      'NEVER_HOLDS: eth.eip_712.domain.chain_id == 1',
    ],
    [
      "activity.type == 'ACTIVITY_TYPE_APPROVE_ACTIVITY'",
      "NEVER_HOLDS: activity.type == 'ACTIVITY_TYPE_APPROVE_ACTIVITY'",
    ],
    ["wallet.id == '<WALLET_ID>'", "PLACEHOLDER: '<WALLET_ID>'"],
    ["CaseInsensitiveString(wallet.id) == 'x'", 'UNDOCUMENTED: CaseInsensitiveString(wallet.id)'],
    ['solana.tx.transfers.count() == 1', 'NOT_AVAILABLE: solana'],
    [
      `activity.type == 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2' && eth.eip_7702_authorization.address == '${lower}'`,
      `COMPARED_EXACTLY: eth.eip_7702_authorization.address == '${lower}'`,
    ],
  ])('%s', (condition, expected) => {
    const found = check(condition)
    expect(found).toContain(expected)
    expect(found.filter((issue) => issue.startsWith('error'))).toEqual([])
  })

  test.each([
    "activity.kind == 'CREATE_WALLET'",
    `wallet_account.address == '${account}' && activity.action == 'SIGN'`,
    `eth.tx.to == '${lower}' && eth.tx.data[0..10] == '0xa9059cbb' && eth.tx.chain_id == 1 && eth.tx.value <= 5`,
    `${message} == '100' && eth.eip_712.domain.chain_id == 1`,
    'eth.tx.value > 1 && (eth.tx.value < 5 || eth.tx.nonce == 2)',
    "eth.tx.contract_call_args['amount'] < 100",
    "activity.params.user_ids.count() == 1 && 'x' in activity.params.user_ids",
    `!(eth.tx.to in ['${lower}'])`,
    'true',
    "wallet.label == 'ABC' && wallet.label != 'abc'",
    `eth.eip_712.domain.chain_id == ${2n ** 255n}`,
    "wallet_account.address == '02a1633cafcc01ebfb6d78e39f687a1f0995c62fc95f51ead10a02ee0be551b5dc'",
    "wallet_account.address == '7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV'",
    "activity.type == 'ACTIVITY_TYPE_UPDATE_WALLET_ACCOUNT_NAME'",
    "activity.kind == 'SOL_SEND_TRANSACTION' && activity.type == 'ACTIVITY_TYPE_SOL_SEND_TRANSACTION_V2'",
    "activity.type in ['ACTIVITY_TYPE_EARN_DEPOSIT', 'ACTIVITY_TYPE_CREATE_WALLET'] && wallet.id == 'x'",
  ])('nothing in: %s', (condition) => {
    expect(check(condition)).toEqual([])
  })

  test('a DENY that an error switches off, exactly where it does', () => {
    const all: Policy = { effect: 'EFFECT_ALLOW' }
    const outcome = (condition: string, context: ReturnType<typeof activity>) =>
      evaluatePolicies({
        policies: [all, { effect: 'EFFECT_DENY', condition }],
        context,
        approvers: [{ id: 'a' }],
        now: 0,
      }).outcome
    const open = [
      'eth.tx.value > 5',
      "wallet.id == 'wallet-1'",
      "activity.params.encoding != 'PAYLOAD_ENCODING_EIP712'",
      "activity.action == 'SIGN' && eth.eip_712.primary_type == 'Permit'",
      "activity.type == 'ACTIVITY_TYPE_ETH_SEND_TRANSACTION_V2' && eth.tx.value > 5",
      "activity.type == 'ACTIVITY_TYPE_EARN_DEPOSIT' && activity.action != 'SIGN'",
    ]
    for (const condition of open) {
      expect(check(condition, { effect: 'EFFECT_DENY' })).toContain(`DENY_FAILS_OPEN: ${condition}`)
      expect(outcome(condition, activity('CREATE_WALLET'))).toBe('OUTCOME_ALLOW')
    }
    const closed = [
      "activity.action == 'DELETE'",
      "activity.kind in ['SIGN_RAW_PAYLOAD', 'SIGN_RAW_PAYLOADS'] && activity.params.encoding == 'PAYLOAD_ENCODING_HEXADECIMAL'",
      "activity.type == 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' && activity.params.type == 'TRANSACTION_TYPE_ETHEREUM' && eth.tx.value > 5",
      "activity.type == 'ACTIVITY_TYPE_DELETE_USERS' && 'a' in activity.params.user_ids",
    ]
    for (const condition of closed) expect(check(condition, { effect: 'EFFECT_DENY' })).toEqual([])
  })

  test('a DENY that an absent field of a user or a credential switches off, exactly where it does', () => {
    const approvers: PolicyUser[] = [{ id: 'a' }]
    const credentials: PolicyCredential[] = [
      { id: 'k', userId: 'a', type: 'CREDENTIAL_TYPE_API_KEY_P256', publicKey: '02' },
    ]
    const context = activity('CREATE_WALLET')
    const policies = (consensus: string): Policy[] => [{ effect: 'EFFECT_ALLOW' }, { effect: 'EFFECT_DENY', consensus }]
    const outcomes = (consensus: string) =>
      evaluatePolicies({ policies: policies(consensus), context, approvers, credentials, now: 0 }).policies
    const found = (consensus: string, effect: Policy['effect'] = 'EFFECT_DENY') =>
      checkPolicy({ effect, consensus }).warnings.map(
        ({ code, field, offset, end }) => `${field} ${code}: ${consensus.slice(offset, end)}`,
      )
    for (const [consensus, ...parts] of [
      ["approvers.any(user, user.email == 'a@example.com')", 'user.email'],
      ["!approvers.all(u, u.alias in ['x', 'y'])", 'u.alias'],
      ["approvers[0].email != ''", 'approvers[0].email'],
      ["approvers.filter(u, u.id == 'a').any(v, v.alias == 'x' || v.email == 'y')", 'v.alias', 'v.email'],
      ["approvers[0..1].any(u, credentials.any(c, u.email == 'x' && c.user_id == u.id))", 'u.email'],
      ["approvers.any(u, u.tags.any(t, t == 'x') || u.email == 'x')", 'u.email'],
      ["credentials.any(c, c.credential_id == 'x')", 'c.credential_id'],
      ["approvers[1].id == 'b'", 'approvers[1]'],
      ["approvers.any(u, u.tags[0] == 'x')", 'u.tags[0]'],
      ["approvers.filter(u, u.id == 'b')[0].id == 'b'", "approvers.filter(u, u.id == 'b')[0]"],
    ] as const) {
      expect(found(consensus)).toEqual(parts.map((part) => `consensus DENY_FAILS_OPEN: ${part}`))
      expect(outcomes(consensus)[1]?.outcome, consensus).toBe('OUTCOME_ERROR')
      expect(found(consensus, 'EFFECT_ALLOW')).toEqual([])
    }
    for (const consensus of [
      "approvers.any(user, user.id == 'a' || user.tags.contains('x'))",
      "approvers[0].id == 'a' && approvers.count() == 1",
      "approvers.any(email, email.id[0] == 'a' && email.tags.any(alias, alias[0] == 'x'))",
      "credentials.any(c, c.type == 'CREDENTIAL_TYPE_API_KEY_P256' && c.public_key != '' && c.id != '')",
      "credentials[0].user_id == 'a' && approvers[0..3].any(u, u.id == 'a')",
    ]) {
      expect(found(consensus)).toEqual([])
      expect(outcomes(consensus)[1]?.outcome, consensus).not.toBe('OUTCOME_ERROR')
    }
  })

  test('a rule over transactions without a DENY of raw payloads', () => {
    const codes = (policy: Policy, policies: readonly Policy[]) =>
      checkPolicy({ ...policy, policies }).warnings.map(({ code }) => code)
    const allow: Policy = {
      effect: 'EFFECT_ALLOW',
      condition: 'eth.tx.value <= 5',
      consensus: "approvers.any(u, u.id == 'bot')",
    }
    expect(codes(allow, [])).toEqual(['RAW_PAYLOADS'])
    expect(codes(allow, noBlindSigning())).toEqual([])
    expect(codes(allow, noBlindSigning({ userId: 'bot' }))).toEqual([])
    expect(codes(allow, noBlindSigning({ userId: 'other' }))).toEqual(['RAW_PAYLOADS'])
    const [deny] = noBlindSigning()
    const one = deny.condition?.replace("['SIGN_RAW_PAYLOAD', 'SIGN_RAW_PAYLOADS']", "['SIGN_RAW_PAYLOAD']")
    const digests = "activity.params.hash_function == 'HASH_FUNCTION_NO_OP'"
    for (const condition of [one, digests]) expect(codes(allow, [{ ...deny, condition }])).toEqual(['RAW_PAYLOADS'])
  })

  test('a rule over transactions for several users, of whom only some are denied raw payloads', () => {
    const codes = (consensus: string, policies: readonly Policy[]) =>
      checkPolicy({ effect: 'EFFECT_ALLOW', condition: 'eth.tx.value <= 5', consensus, policies }).warnings.map(
        ({ code }) => code,
      )
    const [all, ada, bob] = [undefined, 'ada', 'bob'].map((userId) => noBlindSigning({ userId })[0])
    if (all === undefined || ada === undefined || bob === undefined) throw new Error('a rule is missing')
    for (const consensus of [
      "approvers.any(u, u.id in ['ada', 'bob'])",
      "approvers.any(u, 'ada' == u.id) && approvers.any(u, u.id == 'bob')",
      "approvers.any(u, ['ada', 'bob'].contains(u.id) && u.tags.contains('ops'))",
      "credentials.any(c, c.user_id == 'ada') && credentials.any(c, c.user_id == 'bob')",
    ]) {
      for (const rule of [ada, bob])
        expect([consensus, codes(consensus, [rule])]).toEqual([consensus, ['RAW_PAYLOADS']])
      expect([consensus, codes(consensus, [ada, bob])]).toEqual([consensus, []])
      expect([consensus, codes(consensus, [all])]).toEqual([consensus, []])
    }
    // Of one user: a tag and a type of credential are not others.
    const one = "approvers.any(u, u.id == 'ada' && u.tags.contains('ops')) && credentials.all(c, c.type == 'X')"
    expect(codes(one, [ada])).toEqual([])
    expect(codes(one, [bob])).toEqual(['RAW_PAYLOADS'])
    const tagged = "approvers.any(u, u.tags.contains('ops') || 'dev' in u.tags)"
    const denyTag = (tag: string): Policy => ({ ...all, consensus: `approvers.any(u, u.tags.contains('${tag}'))` })
    expect(codes(tagged, [denyTag('ops')])).toEqual(['RAW_PAYLOADS'])
    expect(codes(tagged, [denyTag('ops'), denyTag('dev')])).toEqual([])
    const byEmail = "approvers.any(u, u.email == 'ada@x.io')"
    expect(codes(byEmail, [{ ...all, consensus: byEmail }])).toEqual([])
    expect(codes(byEmail, [{ ...all, consensus: "approvers.any(u, u.email == 'bob@x.io')" }])).toEqual(['RAW_PAYLOADS'])
  })

  test('a DENY of raw payloads that is active for some time only', () => {
    const codes = (time: string) =>
      checkPolicy({
        effect: 'EFFECT_ALLOW',
        condition: 'eth.tx.value <= 5',
        policies: noBlindSigning().map((rule) => ({ ...rule, time })),
      }).warnings.map(({ code }) => code)
    expect(codes("time.now < Timestamp('2020-01-01T00:00:00Z')")).toEqual(['RAW_PAYLOADS'])
    expect(codes("CronSpan('0 9 * * *', '8h', 'UTC')")).toEqual(['RAW_PAYLOADS'])
    expect(codes('')).toEqual([])
  })

  test('a policy for a root user', () => {
    const codes = (policy: Policy) =>
      checkPolicy({ ...policy, rootUserIds: ['owner'] }).warnings.map(({ code }) => code)
    const condition = "activity.action == 'EXPORT'"
    expect(codes({ effect: 'EFFECT_DENY', condition })).toEqual(['ROOT_USER'])
    expect(codes({ effect: 'EFFECT_DENY', condition, consensus: "approvers.any(u, u.id == 'owner')" })).toEqual([
      'ROOT_USER',
    ])
    expect(codes({ effect: 'EFFECT_DENY', condition, consensus: "approvers.any(u, u.id == 'bot')" })).toEqual([])
    expect(codes({ effect: 'EFFECT_ALLOW', condition })).toEqual([])
  })

  test('activities that no policy governs', () => {
    expect(check("activity.type == 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM'")).toContain(
      "ROOT_QUORUM_ACTIVITY: activity.type == 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM'",
    )
  })
})

test('an error says what was expected, and what to write', () => {
  const { errors } = checkPolicy({ effect: 'EFFECT_ALLOW', condition: 'solana.tx.transfers.count == 1' })
  expect(errors).toEqual([
    {
      code: 'COUNT_WITHOUT_PARENTHESES',
      field: 'condition',
      message: 'count is a function: write .count().',
      offset: 20,
      end: 25,
      expected: 'count()',
    },
  ])
})

test('what is warned of never holding does not hold', () => {
  const contexts = [
    transaction({ to: account, value: 3n }),
    raw('ab'.repeat(32), 'HEXADECIMAL'),
    activity('CREATE_WALLET'),
  ]
  for (const condition of [
    "wallet.id == 'wallet-1' || private_key.id == 'b'",
    "activity.kind == 'SIGN_RAW_PAYLOAD' && eth.tx.value == 3",
  ])
    for (const context of contexts) {
      const { outcome } = evaluatePolicies({
        policies: [{ effect: 'EFFECT_ALLOW', condition }],
        context,
        approvers: [{ id: 'a' }],
        now: 0,
      })
      expect(outcome).toBe('OUTCOME_DENY_IMPLICIT')
    }
})

import fc from 'fast-check'
import {
  evaluatePolicies,
  type PolicyCredential,
  type PolicyUser,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'

const context = toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } })

const ada: PolicyUser = { id: 'ada', email: 'ada@x.io', alias: 'A', tags: ['ops'] }
const bob: PolicyUser = { id: 'bob', email: 'bob@x.io', alias: 'B', tags: ['ops'] }
/** Has no email address. */
const cyd: PolicyUser = { id: 'cyd', alias: 'C', tags: ['other'] }
const everybody = [ada, bob, cyd]

function outcome(
  consensus: string | readonly string[],
  approvers: readonly PolicyUser[],
  rest: Partial<evaluatePolicies.Parameters> = {},
): string {
  const policies = [consensus].flat().map((text) => ({ effect: 'EFFECT_ALLOW' as const, consensus: text }))
  const result = evaluatePolicies({ policies, context, approvers, users: everybody, now: 0, ...rest })
  return result.outcome.slice('OUTCOME_'.length)
}

const named = (...ids: string[]) => ids.map((id) => `approvers.any(u, u.id == '${id}')`).join(' && ')
const byEmail = ['ada', 'bob'].map((name) => `approvers.any(u, u.email == '${name}@x.io')`).join(' && ')

test('waits for some users although all together would not meet the consensus', () => {
  const texts = [
    byEmail,
    'approvers.count() == 2',
    "approvers.all(u, u.id in ['ada', 'bob']) && approvers.count() >= 2",
    "approvers.filter(u, u.tags.contains('ops')).count() == 2",
    "approvers.count() > 1 && approvers.all(u, u.tags.contains('ops'))",
    `${named('ada', 'bob')} && !approvers.any(u, u.id == 'cyd')`,
    "approvers.count() == 2 && approvers[0].id == 'ada'",
    "approvers.count() == 2 && approvers.any(u, u.email[0..3] == 'bob')",
  ]
  for (const text of texts) {
    expect([text, outcome(text, [ada])]).toEqual([text, 'REQUIRES_CONSENSUS'])
    expect([text, outcome(text, [ada, bob])]).toEqual([text, 'ALLOW'])
  }
})

test('refuses at once where the approval of the user changes nothing, or nobody can complete it', () => {
  for (const [text, approvers] of [
    [byEmail, [cyd]],
    [`${named('ada')} && !approvers.any(u, u.id == 'bob')`, [cyd]],
    ["approvers.all(u, u.id in ['ada', 'bob']) && approvers.count() >= 2", [cyd]],
    ['approvers.count() == 4', [ada]],
    ["approvers.any(u, u.id == 'dan') && approvers.count() == 2", [ada]],
    // Approvals stay.
    ['approvers.count() == 2', [ada, bob, cyd]],
    [`${named('ada', 'bob')} && !approvers.any(u, u.id == 'cyd')`, [ada, cyd]],
  ] as const)
    expect([text, outcome(text, approvers)]).toEqual([text, 'DENY_IMPLICIT'])
})

test('a vote of a user counts by its credential', () => {
  const passkey = (userId: string): PolicyCredential => ({
    id: `${userId}-passkey`,
    userId,
    type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR',
    credentialId: `${userId}-credential`,
    publicKey: `04${userId}`,
  })
  const apiKey = (userId: string): PolicyCredential => ({
    id: `${userId}-key`,
    userId,
    type: 'CREDENTIAL_TYPE_API_KEY_P256',
    publicKey: `02${userId}`,
  })
  const userCredentials = everybody.flatMap(({ id }) => [apiKey(id), passkey(id)])
  const used = (consensus: string, credential: PolicyCredential) =>
    outcome(consensus, [ada], { credentials: [credential], userCredentials })
  const both = ['ada', 'bob'].map((id) => `credentials.any(c, c.credential_id == '${id}-credential')`).join(' && ')
  const passkeys = "credentials.all(c, c.type == 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR') && approvers.count() == 2"
  for (const text of [both, passkeys]) {
    expect([text, used(text, passkey('ada'))]).toEqual([text, 'REQUIRES_CONSENSUS'])
    // A vote with an API key stays, and has no credential id.
    expect([text, used(text, apiKey('ada'))]).toEqual([text, 'DENY_IMPLICIT'])
  }
  expect(used('credentials.count() == 2 && approvers.count() == 1', apiKey('ada'))).toBe('REQUIRES_CONSENSUS')
  expect(used('credentials.count() == 2 && approvers.count() == 2', apiKey('ada'))).toBe('REQUIRES_CONSENSUS')
  expect(used('credentials.count() == 1 && approvers.count() == 2', apiKey('ada'))).toBe('DENY_IMPLICIT')
})

test('in an organization of a hundred users, few are tried', () => {
  const users = Array.from(
    { length: 100 },
    (_, index): PolicyUser => ({
      id: `user-${index}`,
      tags: index < 40 ? ['ops', `tag-${index}`] : [],
      ...(index % 3 > 0 && { email: `user-${index}@x.io` }),
    }),
  )
  const submitter = users.slice(1, 2)
  const ask = (texts: string | readonly string[]) => outcome(texts, submitter, { users })
  const ops = "approvers.all(u, u.tags.contains('ops') && u.email != '')"
  for (const text of ['approvers.count() == 20', `${ops} && approvers.count() >= 12`])
    expect([text, ask(text)]).toEqual([text, 'REQUIRES_CONSENSUS'])
  // One that takes all its steps leaves the others theirs.
  const names = users.slice(2, 40).map(({ id }) => `'${id}'`)
  const endless = `approvers.count() == 30 && approvers.all(u, u.id in [${names}]) && ${byEmail}`
  expect(ask(endless)).toBe('DENY_IMPLICIT')
  expect(ask([...Array.from({ length: 10 }, () => endless), 'approvers.count() == 2'])).toBe('REQUIRES_CONSENSUS')
})

const users: readonly PolicyUser[] = [...everybody, { id: 'dan', email: 'dan@x.io' }, { id: 'eve', tags: ['ops'] }]
const predicate = fc.oneof(
  fc.constantFrom(...users).map(({ id }) => `u.id == '${id}'`),
  fc.constantFrom('ops', 'other').map((tag) => `u.tags.contains('${tag}')`),
  fc.constantFrom("u.email == 'bob@x.io'", "u.email != 'dan@x.io'", "u.alias in ['A', 'C']"),
)
const amount = fc
  .tuple(fc.constantFrom('==', '!=', '<', '>='), fc.integer({ min: 1, max: 4 }))
  .map(([operator, count]) => `${operator} ${count}`)
const clause = fc.oneof(
  fc.tuple(fc.constantFrom('any', 'all'), predicate).map(([name, inner]) => `approvers.${name}(u, ${inner})`),
  fc.tuple(predicate, amount).map(([inner, count]) => `(approvers.filter(u, ${inner}).count() ${count})`),
  amount.map((count) => `(approvers.count() ${count})`),
)
const part = fc.oneof(
  clause,
  clause.map((text) => `!${text}`),
)
const random = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom(' && ', ' || '))
  .map(([parts, joint]) => parts.join(joint))

test('waits exactly for what some of the users can complete', () => {
  const others = users.slice(1)
  const groups = Array.from({ length: 2 ** others.length }, (_, bits) =>
    others.filter((_, at) => (bits >> at) % 2 === 1),
  )
  const seen = { waits: 0, refused: 0 }
  fc.assert(
    fc.property(random, (text) => {
      const isMet = (group: readonly PolicyUser[]) => outcome(text, group, { users: undefined }) === 'ALLOW'
      if (isMet([ada])) return
      const waits = outcome(text, [ada], { users }) === 'REQUIRES_CONSENSUS'
      const expected = groups.some((group) => isMet([ada, ...group]) && !isMet(group))
      seen[expected ? 'waits' : 'refused'] += 1
      expect([text, waits]).toEqual([text, expected])
    }),
    { numRuns: 500 },
  )
  expect(Math.min(seen.waits, seen.refused)).toBeGreaterThan(30)
})

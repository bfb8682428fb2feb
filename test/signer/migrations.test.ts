import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { whoami } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { applicationId, migrations } from '../../src/signer/store/schema.js'
import { readWholePage } from '../console/readWholePage.js'
import { openMfaWorld } from './policies/openMfaWorld.js'
import { openPolicyWorld } from './policies/openPolicyWorld.js'
import { apiKeyStamp, at, createTestClient, ethereumAccount, type KeyPair, keyPair, textAt } from './testClient.js'

const directory = mkdtempSync(join(tmpdir(), 'migrations-'))
afterAll(() => rmSync(directory, { recursive: true }))

const older = Array.from(migrations.keys()).slice(1)
test.each(older)('a file of schema %i is migrated without loss', async (version) => {
  const file = join(directory, `${version}.sqlite`)
  const id = crypto.randomUUID()
  const before = new DatabaseSync(file)
  for (const migration of migrations.slice(0, version)) before.exec(migration)
  before.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`)
  before
    .prepare('INSERT INTO organizations (id, name, quorum_threshold, created_ms, updated_ms) VALUES (?, ?, 1, 1, 1)')
    .run(id, 'kept')
  before.close()

  const signer = await createLocalSigner({ database: file })
  await signer.close()

  const after = new DatabaseSync(file, { readOnly: true })
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length })
  expect(after.prepare('SELECT name FROM organizations WHERE id = ?').get(id)).toMatchObject({ name: 'kept' })
  after.close()
})

test('an API key without a stored point still works', async () => {
  const file = join(directory, 'point.sqlite')
  await (await createLocalSigner({ database: file })).close()
  const before = new DatabaseSync(file)
  before.exec('UPDATE api_keys SET point = NULL')
  before.close()

  const signer = await createLocalSigner({ database: file })
  const client = createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey) })
  const { organizationId } = signer
  // First read as PEM, then as a new key object, then as the cached one.
  for (const _ of [1, 2, 3]) expect(await whoami(client, { organizationId })).toMatchObject({ organizationId })
  await signer.close()
})

const indexesOf = (database: DatabaseSync) =>
  database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").all()

/** The newest first, which refer to the older ones. */
const tablesOf = (database: DatabaseSync) =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid DESC")
    .all()
    .map(({ name }) => `${name}`)

/** The statements of the schema before activities had their submission's vote in them. */
const schema11 = new DatabaseSync(':memory:')
for (const migration of migrations.slice(0, 11)) schema11.exec(migration)
const tableOf = (name: string, as: string): string =>
  `${schema11.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get(name)?.sql}`.replace(
    /^CREATE TABLE \S+/,
    `CREATE TABLE ${as}`,
  )

/** Turns a file back into one of that schema. */
function toSchema11(file: string): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  const uuidOf = (column: string): string => {
    const part = (from: number, length: number): string => `substr(lower(hex(${column})), ${from}, ${length})`
    return [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)].join(" || '-' || ")
  }
  const [id, activityId] = [uuidOf('id'), uuidOf('activity_id')]
  const fingerprint = "'sha256:' || lower(hex(fingerprint))"
  database.exec(`
    PRAGMA legacy_alter_table = ON;
    ${['activities', 'votes', 'policy_evaluations', 'limit_evaluations'].map((name) => `${tableOf(name, `old_${name}`)};`).join('\n')}
    INSERT INTO old_activities (id, organization_id, fingerprint, type, body, status, result, failure, created_ms, updated_ms, took_us)
      SELECT ${id}, ${uuidOf('organization_id')}, ${fingerprint}, type, body, status, result, failure, created_ms, updated_ms, took_us
      FROM activities;
    INSERT INTO old_votes SELECT ${uuidOf('vote_id')}, ${id}, ${uuidOf('user_id')}, 'VOTE_SELECTION_APPROVED', ${fingerprint}, NULL,
        public_key, signature, scheme, voted_ms FROM activities
      UNION ALL SELECT id, ${activityId}, user_id, selection, fingerprint, message, public_key, signature, scheme, created_ms FROM votes;
    INSERT INTO old_policy_evaluations SELECT id, ${activityId}, vote_id, organization_id, set_id, outcome, outcomes, facts, created_ms
      FROM policy_evaluations;
    INSERT INTO old_limit_evaluations SELECT vote_id, ${activityId}, session_profile_id, is_in_scope, mfa_set_id, mfa_version,
      satisfied_methods, is_satisfied, facts FROM limit_evaluations;
    ${['limit_evaluations', 'policy_evaluations', 'votes', 'activities'].map((name) => `DROP TABLE ${name}; ALTER TABLE old_${name} RENAME TO ${name};`).join('\n')}
    PRAGMA user_version = 11;
  `)
  for (const { name } of indexesOf(database)) database.exec(`DROP INDEX ${name}`)
  for (const { sql } of indexesOf(schema11)) database.exec(`${sql}`)
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  database.close()
}

/** Turns a file back into one of the schema in which every vote had the body in it. */
function toSchema5(file: string): void {
  toSchema11(file)
  const database = new DatabaseSync(file)
  const [votes = ''] = /CREATE TABLE votes \([^;]*STRICT/.exec(migrations[0] ?? '') ?? []
  database.exec(`
    ${votes.replace('TABLE votes', 'TABLE old_votes')};
    INSERT INTO old_votes (id, activity_id, user_id, selection, fingerprint, message, public_key, signature, scheme, created_ms)
      SELECT votes.id, activity_id, user_id, selection, votes.fingerprint, coalesce(message, body), public_key, signature,
        scheme, votes.created_ms
      FROM votes JOIN activities ON activities.id = activity_id;
    DROP TABLE votes;
    ALTER TABLE old_votes RENAME TO votes;
    ALTER TABLE wallets DROP COLUMN exported;
    ALTER TABLE wallets DROP COLUMN imported;
    ALTER TABLE wallet_accounts DROP COLUMN exported;
    ALTER TABLE private_keys DROP COLUMN exported;
    DROP TABLE import_keys;
    ALTER TABLE api_keys DROP COLUMN session_profile_id;
    PRAGMA user_version = 5;
  `)
  for (const { name } of indexesOf(database)) database.exec(`DROP INDEX ${name}`)
  const schema5 = new DatabaseSync(':memory:')
  for (const migration of migrations.slice(0, 5)) schema5.exec(migration)
  const known = tablesOf(schema5)
  for (const table of tablesOf(database)) if (!known.includes(table)) database.exec(`DROP TABLE ${table}`)
  for (const { sql } of indexesOf(schema5)) database.exec(`${sql}`)
  database.close()
}

test('votes that had the body in them say the same without it', async () => {
  const file = join(directory, 'votes.sqlite')
  const clock = { ms: Date.now() }
  const open = async () => {
    const signer = await createLocalSigner({ database: file, now: () => clock.ms })
    return { signer, ...createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock }) }
  }
  const pair = [keyPair(), keyPair()] as const
  const before = await open()
  const { id: organizationId } = await before.createSubOrganization([{ apiKeys: [pair[0]] }, { apiKeys: [pair[1]] }], 2)
  const submit = (key: KeyPair, type: string, parameters: unknown) =>
    before.submit(key, type, parameters, { organizationId })
  const approved = await submit(pair[0], 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', note: '"quoted" ü' })
  const fingerprint = textAt(approved.body, 'activity.fingerprint')
  await submit(pair[1], 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint })
  await submit(pair[1], 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Waits' })
  const list = (client: typeof before) => client.query(pair[0], 'list_activities', organizationId)
  const shown = (await list(before)).body
  expect(at(shown, 'activities.1.votes')).toHaveLength(2)
  expect(textAt(shown, 'activities.1.votes.0.message')).toContain('ACTIVITY_TYPE_CREATE_WALLET')
  expect(textAt(shown, 'activities.1.votes.1.message')).toContain('ACTIVITY_TYPE_APPROVE_ACTIVITY')
  await before.signer.close()

  const count = (sql: string): unknown => {
    const database = new DatabaseSync(file, { readOnly: true })
    const row = database.prepare(sql).get()
    database.close()
    return row?.count
  }
  const ofBodies =
    'SELECT count(*) AS count FROM votes JOIN activities ON activities.id = activity_id WHERE message = body'
  toSchema5(file)
  expect(count(ofBodies)).toBeGreaterThan(2)
  const after = await open()
  expect((await list(after)).body).toEqual(shown)
  await after.signer.close()
  expect(count(ofBodies)).toBe(0)
  expect(count('SELECT count(*) AS count FROM votes WHERE message IS NOT NULL')).toBe(1)
})

test('activities, votes and what was said about them are the same once a vote is in its activity’s row', async () => {
  const file = join(directory, 'rows.sqlite')
  const clock = { ms: Date.now() }
  const url = 'http://signer.test'
  const open = async () => {
    const signer = await createLocalSigner({ database: file, now: () => clock.ms })
    return {
      signer,
      clock,
      url,
      fetchFn: signer.fetch,
      ...createTestClient({ url, fetchFn: signer.fetch, signer, clock }),
    }
  }
  const before = await open()
  const wallet = await openMfaWorld(before)
  const profileId = await wallet.createProfile("activity.action == 'SIGN'")
  const session = await wallet.beginSession(profileId)
  await wallet.addMfaPolicy({ condition: "activity.action == 'SIGN'", steps: [['SESSION'], ['PASSKEY']] })
  await wallet.approve(wallet.passkey, await wallet.signRaw(session))
  await wallet.createWallet(session)
  await wallet.signRaw(session, `0x${'cd'.repeat(32)}`)
  const team = await openPolicyWorld(before, { roots: 2, threshold: 2 })
  const backend = await team.addUser()
  await team.addPolicy({
    condition: "activity.action == 'SIGN'",
    consensus: `approvers.any(user, user.id == '${backend.id}')`,
  })
  await team.signRaw(backend.key)
  await team.submit(backend.key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Denied', note: '"quoted" ü' })
  await team.signRaw(team.root, '0xab')
  const [second = team.root] = team.rootKeys.slice(1)
  await team.reject(second, await team.submit(team.root, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Rejected' }))
  clock.ms += 1500
  const posted = before.activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Waits' }, team)
  const post = (client: typeof before) =>
    client.send(`/public/v1/submit/create_wallet`, posted, apiKeyStamp(team.root, posted))
  await post(before)

  const read = async (client: typeof before) => {
    const answers: unknown[] = []
    for (const [caller, organizationId] of [
      [wallet.key, wallet.organizationId],
      [second, team.organizationId],
    ] as const) {
      const query = async (name: string, body: object) =>
        (await client.query(caller, name, organizationId, { ...body })).body
      const paginationOptions = { limit: '100' }
      const list = await query('list_activities', { paginationOptions })
      const filterByStatus = ['ACTIVITY_STATUS_CONSENSUS_NEEDED', 'ACTIVITY_STATUS_FAILED', 'ACTIVITY_STATUS_REJECTED']
      answers.push(list, await query('list_activities', { paginationOptions, filterByStatus }))
      const activities = at(list, 'activities')
      for (const activity of Array.isArray(activities) ? activities : []) {
        const activityId = textAt(activity, 'id')
        const page = async (path: string) =>
          (await client.signer.page(new Request(`http://localhost/page/${path}`))).text()
        answers.push(
          await query('get_activity', { activityId }),
          await query('get_policy_evaluations', { activityId }),
          await query('get_mfa_status', { activityId }),
          await client.signer.explain(activityId),
          await page(`activities/${activityId}`),
          await page(`search?q=${activityId.slice(0, 30)}`),
          await page(`search?q=${textAt(activity, 'fingerprint').slice(0, 20)}`),
        )
      }
    }
    return [...answers, await post(client)]
  }
  const shown = await read(before)
  const words = [
    'OUTCOME_ALLOW',
    'REJECTED',
    'CONSENSUS_NEEDED',
    'FAILED',
    '"isInScope":true',
    '"isInScope":false',
    '"satisfied":false',
  ]
  expect(words.filter((word) => !JSON.stringify(shown).includes(word))).toEqual([])
  expect(JSON.stringify(shown)).toContain(JSON.stringify('{"results":[{"kind":"activity"').slice(1, -1))
  await before.signer.close()

  toSchema11(file)
  const after = await open()
  expect(await read(after)).toEqual(shown)
  await after.signer.close()
})

test('activities beyond the limits of this version are still read', async () => {
  const file = join(directory, 'limits.sqlite')
  const clock = { ms: Date.now() }
  const path = `m${'/1'.repeat(126)}`
  const first = await createLocalSigner({ database: file })
  const client = createTestClient({ url: 'http://signer.test', fetchFn: first.fetch, signer: first, clock })
  await client.submit(first.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [ethereumAccount] })
  await first.close()
  const database = new DatabaseSync(file)
  const accounts = JSON.stringify(Array(500).fill({ ...ethereumAccount, path }))
  database.exec(
    `UPDATE activities SET body = json_set(body, '$.parameters.accounts', json('${accounts.replaceAll("'", "''")}'))`,
  )
  database.close()

  const errors: unknown[] = []
  const signer = await createLocalSigner({ database: file, onError: (error) => errors.push(error) })
  const again = createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock })
  const { body } = await again.query(signer.apiKey, 'list_activities', signer.organizationId)
  expect(errors).toEqual([])
  expect(at(body, 'activities.0.intent.createWalletIntent.accounts')).toHaveLength(500)
  expect(at(body, 'activities.0.intent.createWalletIntent.accounts.499.path')).toBe(path)
  // The page reads them the same way.
  await readWholePage(signer)
  await signer.close()
})

test('10,000 wallet accounts an organization', async () => {
  const file = join(directory, 'accounts.sqlite')
  const clock = { ms: Date.now() }
  const first = await createLocalSigner({ database: file })
  const { organizationId, apiKey } = first
  const client = createTestClient({ url: 'http://signer.test', fetchFn: first.fetch, signer: first, clock })
  const parameters = { walletName: 'W', accounts: [ethereumAccount] }
  const made = await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', parameters)
  const walletId = textAt(made.body, 'activity.result.createWalletResult.walletId')
  await first.close()
  const database = new DatabaseSync(file)
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9998)
    INSERT INTO wallet_accounts SELECT n, organization_id, wallet_id, name, curve, path_format, n, address_format, n,
      public_key, sealed_key, created_ms, updated_ms, exported FROM wallet_accounts, numbers
  `)
  database.close()

  const signer = await createLocalSigner({ database: file })
  const again = createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock })
  const create = (from: number, count: number) =>
    again.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', {
      walletId,
      accounts: Array.from({ length: count }, (_, n) => ({ ...ethereumAccount, path: `m/${from + n}` })),
    })
  const over = { status: 429, body: { message: 'organization has exceeded maximum wallet accounts' } }
  expect(await create(0, 2)).toMatchObject(over)
  expect(await create(0, 1)).toMatchObject({ status: 200 })
  expect(await create(1, 1)).toMatchObject(over)
  const page = (options: object) =>
    again.query(apiKey, 'list_wallet_accounts', organizationId, {
      walletId,
      paginationOptions: { limit: '2', ...options },
    })
  const ids = (await page({ after: '9996' })).body
  expect(ids).toMatchObject({ accounts: [{ walletAccountId: '9997' }, { walletAccountId: '9998' }] })
  expect((await page({ before: '3' })).body).toMatchObject({ accounts: [{ path: '1' }, { path: '2' }] })
  expect(await page({ after: 'none' })).toMatchObject({ status: 400 })
  await signer.close()
})

test('there are older schemas to migrate from', () => {
  expect(older.length).toBeGreaterThan(0)
})

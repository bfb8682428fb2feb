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
import { at, createTestClient, ethereumAccount, type KeyPair, keyPair, textAt } from './testClient.js'

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

/** Turns a file back into one of the schema in which every vote had the body in it. */
function toSchema5(file: string): void {
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
      public_key, sealed_key, created_ms, updated_ms FROM wallet_accounts, numbers
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

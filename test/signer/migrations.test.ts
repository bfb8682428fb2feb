import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { whoami } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { applicationId, migrations } from '../../src/signer/store/schema.js'

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

test('there are older schemas to migrate from', () => {
  expect(older.length).toBeGreaterThan(0)
})

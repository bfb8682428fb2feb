import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { applicationId, migrations } from '../../src/signer/store/schema.js'

const directory = mkdtempSync(join(tmpdir(), 'migrations-'))
afterAll(() => rmSync(directory, { recursive: true }))

const older = Array.from(migrations.keys()).slice(1)
test.each(older)('a file of schema %i is brought up to date, and keeps what is in it', async (version) => {
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

test('there is an older schema to start from', () => {
  expect(older.length).toBeGreaterThan(0)
})

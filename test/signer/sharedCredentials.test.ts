import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { createApiKeys } from '../../src/signer/store/apiKeys.js'
import { createAuthenticators } from '../../src/signer/store/authenticators.js'
import { migrations } from '../../src/signer/store/schema.js'

/** A database that keeps the text of each statement. */
class ReadableDatabase extends DatabaseSync {
  readonly statements: string[] = []

  override prepare(sql: string): StatementSync {
    this.statements.push(sql)
    return super.prepare(sql)
  }
}

/** Returns how SQLite finds the rows of the statements that have `part` in them, step by step. */
function explain(create: (database: DatabaseSync) => unknown, part: string): string[][] {
  const database = new ReadableDatabase(':memory:')
  for (const migration of migrations) database.exec(migration)
  create(database)
  return database.statements
    .filter((sql) => sql.includes(part))
    .map((sql) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => `${detail}`),
    )
}

test.each([
  ['API keys', createApiKeys, 'api_keys', 'public_key'],
  ['passkeys', createAuthenticators, 'authenticators', 'credential_id'],
])('of %s that many sub-organizations share, only the oldest are read', (_, create, table, column) => {
  const [plan = [], ...others] = explain(create, 'AS oldest')
  expect(others).toEqual([])
  // In the order of the index: sorting them would read them all first.
  expect(plan.slice(0, 3)).toEqual([
    'CO-ROUTINE oldest',
    `SEARCH ${table} USING COVERING INDEX ${table}_by_age (${column}=?)`,
    'SCAN oldest',
  ])
})

test('a passkey that many organizations share is looked up in one of them, or in any, by one row', () => {
  const index = (name: string, columns: string) => [`SEARCH authenticators USING COVERING INDEX ${name} (${columns})`]
  expect(explain(createAuthenticators, 'SELECT 1')).toEqual([
    index('authenticators_by_age', 'credential_id=?'),
    index('authenticators_by_credential', 'credential_id=? AND organization_id=?'),
    index('authenticators_by_public_key', 'public_key=?'),
    index('authenticators_by_public_key', 'public_key=? AND organization_id=?'),
  ])
})

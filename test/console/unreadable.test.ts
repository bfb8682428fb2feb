import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SignerActivityError } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { at, textAt } from '../signer/testClient.js'
import { type OpenedConsole, openConsole } from './openConsole.js'

const unreadable = 'This version of the signer cannot read it.'

/** A signer with two activities, the first of which has columns that this version of the signer did not write. */
async function withChanged(columns: Record<string, string>): Promise<{
  page: OpenedConsole
  id: string
  faults: unknown[]
}> {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const faults: unknown[] = []
  const page = await openConsole({ database, onError: (error) => faults.push(error) })
  const wallet = (walletName: string) =>
    page.submit(page.signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName, accounts: [] })
  const id = textAt((await wallet('Changed')).body, 'activity.id')
  await wallet('Whole')
  const beside = new DatabaseSync(database)
  for (const [column, value] of Object.entries(columns))
    beside.prepare(`UPDATE activities SET ${column} = ? WHERE id = unhex(?, '-')`).run(value, id)
  beside.close()
  return { page, id, faults }
}

test.each<[string, Record<string, string>, string, object]>([
  [
    'a type of another version',
    { type: 'ACTIVITY_TYPE_CREATE_POLICY_V9' },
    'Create policy',
    { request: [{ name: 'request', note: unreadable }], result: [{ name: 'walletId' }, { name: 'addresses' }] },
  ],
  [
    'a request of another version',
    { body: '{"parameters":{"walletTitle":"?"}}' },
    'Create wallet',
    { request: [{ name: 'request', note: unreadable }], body: '{"parameters":{"walletTitle":"?"}}' },
  ],
  ['a request that is no JSON', { body: '{' }, 'Create wallet', { request: [{ name: 'request', note: unreadable }] }],
  [
    'a status of another version',
    { status: 'ACTIVITY_STATUS_POSTPONED' },
    'Create wallet “Changed” with no addresses',
    { status: 'ACTIVITY_STATUS_POSTPONED', request: [{ name: 'walletName', value: 'Changed' }, {}] },
  ],
  [
    'a result that is no JSON',
    { result: '{"createWalletResult"' },
    'Create wallet “Changed” with no addresses',
    { result: [{ name: 'result', note: unreadable }] },
  ],
  [
    'a result of another kind',
    { result: '[]' },
    'Create wallet “Changed” with no addresses',
    { result: [{ name: 'result', note: unreadable }] },
  ],
  [
    'a failure that is no JSON',
    { failure: 'broken', status: 'ACTIVITY_STATUS_FAILED' },
    'Create wallet “Changed” with no addresses',
    { failure: null, status: 'ACTIVITY_STATUS_FAILED', result: [{ name: 'failure', note: unreadable }, {}, {}] },
  ],
])('%s: the page shows the rest of the activity', async (_, columns, title, shown) => {
  const { page, id, faults } = await withChanged(columns)
  const rows = [
    { title: 'Create wallet “Whole” with no addresses' },
    { id, title, stampedBy: { credentialName: 'Root API key' } },
  ]
  expect((await page.get('/page/activities')).body).toMatchObject({ activities: rows })
  expect((await page.get(`/page/activities/${id}`)).body).toMatchObject({
    title,
    votes: [{ approves: true, inForce: true, stampedBy: { credentialKind: 'API key' } }],
    ...shown,
  })
  expect((await page.get(`/page/search?q=${id}`)).body).toMatchObject({
    results: [{ kind: 'activity', id, text: title }],
  })
  expect(faults).toEqual([])
})

test.each<[string, Record<string, string>]>([
  ['a type of another version', { type: 'ACTIVITY_TYPE_CREATE_POLICY_V9' }],
  ['a request of another version', { body: '{"parameters":{"walletTitle":"?"}}' }],
  ['a request that is no JSON', { body: '{' }],
  ['a status of another version', { status: 'ACTIVITY_STATUS_POSTPONED' }],
  ['a result that is no JSON', { result: '{"createWalletResult"' }],
  ['a failure that is no JSON', { failure: 'broken' }],
])('%s: the wire answers with an internal error, and onError gets its reason', async (_, columns) => {
  const { page, id, faults } = await withChanged(columns)
  const { signer } = page
  const query = (name: string, body: Record<string, unknown>) =>
    page.query(signer.apiKey, name, signer.organizationId, body)
  expect(await query('get_activity', { activityId: id })).toMatchObject({ status: 500, body: { code: 13 } })
  expect(faults).toEqual([expect.any(SignerActivityError)])
  expect(faults[0]).toMatchObject({ name: 'SignerActivityError', code: 'ACTIVITY_UNREADABLE', activityId: id })
  // A list without it would look complete. A page without it can be read.
  expect((await query('list_activities', {})).status).toBe(500)
  const others = await query('list_activities', { paginationOptions: { limit: '1' } })
  expect(at(others.body, 'activities')).toHaveLength(1)
  expect(faults).toHaveLength(2)
})

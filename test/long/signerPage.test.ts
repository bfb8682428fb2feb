import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { at, textAt } from '../signer/testClient.js'

const organizations = 100_000
const activities = 1_000_000

/** Inserts rows as the signer writes them. The signer itself would take an hour. */
function fill(file: string, parentId: string): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  database.exec(`CREATE TEMP TABLE numbers AS
    WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${activities}) SELECT n FROM counted`)
  const id = (letter: string, n = 'n'): string => `printf('%08x-000${letter}-4000-8000-%012x', ${n}, ${n})`
  const bytes = (text: string): string => `unhex(${text}, '-')`
  const upTo = `FROM numbers WHERE n <= ${organizations}`
  const owner = `1 + n % ${organizations}`
  const body = `json_object('type', 'ACTIVITY_TYPE_CREATE_WALLET', 'timestampMs', '1', 'organizationId', ${id('a', owner)},
    'parameters', json_object('walletName', 'Wallet ' || n, 'accounts', json_array()))`
  for (const rows of [
    `organizations (id, parent_id, name, quorum_threshold, created_ms, updated_ms)
     SELECT ${id('a')}, '${parentId}', 'Customer ' || n, 1, n, n ${upTo}`,
    `users (id, organization_id, name, tags, in_root_quorum, created_ms, updated_ms)
     SELECT ${id('b')}, ${id('a')}, 'User ' || n, '[]', 1, n, n ${upTo}`,
    `wallets (id, organization_id, name, sealed_mnemonic, created_ms, updated_ms)
     SELECT ${id('c')}, ${id('a')}, 'Wallet', x'00', n, n ${upTo}`,
    `wallet_accounts (id, organization_id, wallet_id, curve, path_format, path, address_format, address, public_key,
       sealed_key, created_ms, updated_ms)
     SELECT ${id('d')}, ${id('a')}, ${id('c')}, 'CURVE_SECP256K1', 'PATH_FORMAT_BIP32', 'm/0', 'ADDRESS_FORMAT_ETHEREUM',
       printf('0x%040d', n), '', x'00', n, n ${upTo}`,
    `activities (id, organization_id, fingerprint, type, status, created_ms, updated_ms, vote_id, user_id, public_key,
       signature, scheme, voted_ms, body)
     SELECT unhex(printf('%08x000070008000%012x', n, n)), ${bytes(id('a', owner))}, unhex(printf('%064x', n)),
       'ACTIVITY_TYPE_CREATE_WALLET', 'ACTIVITY_STATUS_COMPLETED', n, n, ${bytes(id('e'))}, ${bytes(id('b', owner))}, '',
       '', '', n, ${body} FROM numbers`,
  ])
    database.exec(`INSERT INTO ${rows}`)
  database.exec('COMMIT')
  database.close()
}

test('the signer’s page with 100,000 organizations and 1,000,000 activities', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'signer-page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const empty = await createLocalSigner({ database })
  await empty.close()
  fill(database, empty.organizationId)
  const signer = await createLocalSigner({ database })
  onTestFinished(() => signer.close())

  const times: string[] = []
  const get = async (path: string): Promise<unknown> => {
    const since = performance.now()
    const text = await (await signer.page(new Request(`http://signer.test/page/${path}`))).text()
    times.push(
      `${(performance.now() - since).toFixed(1).padStart(8)} ms ${String(text.length).padStart(7)} bytes  ${path}`,
    )
    // One page of a list, however long the list is.
    expect(text.length).toBeLessThan(50_000)
    return JSON.parse(text)
  }
  const titles = (body: unknown): unknown => at(body, 'activities.0.title')
  const newest = await get('activities')
  expect(titles(newest)).toBe(`Create wallet “Wallet ${activities}” with no addresses`)
  expect(titles(await get(`activities?from=${textAt(newest, 'activities.49.id')}`))).toContain(
    `Wallet ${activities - 50}”`,
  )
  expect(titles(await get('activities?from=00000100-0000-7000-8000-000000000100'))).toContain('Wallet 255”')
  const list = await get('organizations')
  expect(at(list, 'subOrganizations.0.name')).toBe(`Customer ${organizations}`)
  expect([at(list, 'count'), at(list, 'countLimit')]).toEqual([10_000, 10_000])
  expect(at(await get('organizations?from=1000'), 'subOrganizations.49.name')).toMatch(/^Customer 9[0-9]{2}$/)
  const last = textAt(list, 'subOrganizations.0.id')
  expect(at(await get(`organizations/${last}`), 'wallets.0.accounts.0.path')).toBe('m/0')
  expect(titles(await get(`activities?organization=${last}`))).toContain('Create wallet')
  for (const [query, text] of Object.entries({
    'Customer 77777': 'Customer 77777',
    'user 4242': 'User 4242',
    [`0x${'0'.repeat(35)}12345`]: `0x${'0'.repeat(35)}12345`,
    [`sha256:${'0'.repeat(60)}beef`]: `Create wallet “Wallet ${0xbeef}” with no addresses`,
    '0000beef-000a': `Customer ${0xbeef}`,
  }))
    expect(at(await get(`search?q=${query}`), 'results.0.text')).toBe(text)
  expect(at(await get('search?q=nobody'), 'results')).toEqual([])
  console.log(times.join('\n'))
})

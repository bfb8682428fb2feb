import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { at, type KeyPair, keyPair, passkeyStamp, register, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'
import { signDigest } from './signDigest.js'

function idsOf(body: unknown, list: string): string[] {
  const found = at(body, list)
  if (!Array.isArray(found)) throw new Error(`${list} is no list`)
  return found.map((_, index) => textAt(body, `${list}.${index}.id`))
}

test('the page’s data has no private key, seed, stamp or session token', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const page = await openConsole({ database })
  const [key, passkey, session]: [KeyPair, Awaited<ReturnType<typeof register>>, KeyPair] = [
    keyPair(),
    await register(),
    keyPair(),
  ]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const options = { organizationId: organization.id }
  await page.signer.importPrivateKey({ organizationId: organization.id, privateKey: 'cd'.repeat(32) })
  const stamps: string[] = []
  await signDigest(
    page,
    async (body) => {
      const stamp = await passkeyStamp(passkey, body)
      stamps.push(
        ...Object.values(stamp),
        ...Object.values(JSON.parse(stamp['X-Stamp-Webauthn'] ?? '{}'))
          .filter((value) => value !== passkey.credentialId)
          .map(String),
      )
      return stamp
    },
    organization,
  )
  await signDigest(page, key, organization)
  const login = await page.submit(passkey, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey }, options)
  await signDigest(page, session, organization)

  const paths = [
    '/page/activities',
    '/page/organizations',
    '/page/search?q=Ada',
    `/page/search?q=${organization.address}`,
  ]
  for (const id of [organization.id, page.signer.organizationId])
    paths.push(
      `/page/organizations/${id}`,
      `/page/organizations/${id}/private-keys`,
      `/page/activities?organization=${id}`,
    )
  paths.push(`/page/wallets/${organization.walletId}/accounts`)
  for (const id of idsOf((await page.get('/page/activities')).body, 'activities')) paths.push(`/page/activities/${id}`)
  const shown = (await Promise.all(paths.map(async (path) => (await page.get(path)).text))).join('\n')
  // Otherwise an empty response would pass.
  expect(shown).toContain(organization.address)
  expect(shown).toContain(session.publicKey)

  const secrets = [
    page.signer.apiKey.privateKey,
    key.privateKey,
    session.privateKey,
    'cd'.repeat(32),
    textAt(login.body, 'activity.result.stampLoginResult.session'),
    ...stamps,
  ]
  const reader = new DatabaseSync(database, { readOnly: true })
  const sealed = [
    'SELECT value AS secret FROM meta',
    'SELECT sealed_mnemonic AS secret FROM wallets',
    'SELECT sealed_key AS secret FROM wallet_accounts',
    'SELECT sealed_key AS secret FROM private_keys',
    'SELECT signature AS secret FROM activities UNION SELECT signature FROM votes',
  ].flatMap((sql) =>
    reader
      .prepare(sql)
      .all()
      .map(({ secret }) => secret),
  )
  reader.close()
  // The organization's ID is in the same table, and is not a secret.
  for (const value of sealed)
    if (typeof value === 'string') secrets.push(value)
    else if (value instanceof Uint8Array && Buffer.from(value).toString() !== page.signer.organizationId)
      secrets.push(
        ...(['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(value).toString(encoding)),
      )
  expect(secrets.length).toBeGreaterThan(25)
  expect(secrets.filter((secret) => secret.length < 16 || shown.includes(secret))).toEqual([])
})

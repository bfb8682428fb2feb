import { expect, test } from 'vitest'
import { at, ethereumAccount, keyPair, register, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'

function idsOf(body: unknown, list: string): string[] {
  const found = at(body, list)
  if (!Array.isArray(found)) throw new Error(`${list} is no list`)
  return found.map((_, index) => textAt(body, `${list}.${index}.id`))
}

test('shows users with their credentials, wallets with their addresses, and private keys', async () => {
  const page = await openConsole()
  const [key, passkey] = [keyPair(), await register()]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const { address } = await page.signer.importPrivateKey({
    organizationId: organization.id,
    privateKey: 'ab'.repeat(32),
    name: 'Known',
  })
  const { body } = await page.get(`/page/organizations/${organization.id}`)
  expect(body).toMatchObject({
    id: organization.id,
    name: 'Ada',
    parent: { id: page.signer.organizationId },
    threshold: 1,
    users: [
      {
        name: 'Root 1',
        inRootQuorum: true,
        passkeys: [{ name: 'Passkey', credentialId: passkey.credentialId, transports: ['internal', 'hybrid'] }],
        apiKeys: [{ name: 'Key', kind: 'API key', curve: 'P256', publicKey: key.publicKey, expiresMs: null }],
      },
    ],
    wallets: [
      {
        id: organization.walletId,
        name: 'Wallet',
        accounts: [{ address: organization.address, path: "m/44'/60'/0'/0/0", format: 'ethereum' }],
        next: null,
      },
    ],
    privateKeys: [{ name: 'Known', addresses: [address], imported: true }],
    next: null,
  })
  await page.submit(
    passkey,
    'ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION',
    { deleteWithoutExport: true },
    { organizationId: organization.id },
  )
  expect((await page.get(`/page/organizations/${organization.id}`)).status).toBe(404)
  expect((await page.get('/page/organizations')).body).toMatchObject({ subOrganizations: [], count: 0 })
})

test('long lists have pages', async () => {
  const page = await openConsole()
  const { organizationId, apiKey } = page.signer
  const made: string[] = []
  for (let count = 0; count < 55; count++)
    made.unshift((await page.createSubOrganization([{ apiKeys: [keyPair()] }])).id)
  const organizations = (await page.get('/page/organizations')).body
  expect(organizations).toMatchObject({ parent: { id: organizationId }, count: 55 })
  const next = (await page.get(`/page/organizations?from=${textAt(organizations, 'next')}`)).body
  expect([...idsOf(organizations, 'subOrganizations'), ...idsOf(next, 'subOrganizations')]).toEqual(made)
  expect(at(next, 'next')).toBeNull()

  const activities = (await page.get('/page/activities')).body
  const older = (await page.get(`/page/activities?from=${idsOf(activities, 'activities').at(-1)}`)).body
  expect([idsOf(activities, 'activities').length, at(activities, 'hasMore')]).toEqual([50, true])
  expect([idsOf(older, 'activities').length, at(older, 'hasMore')]).toEqual([5, false])
  expect((await page.get(`/page/activities?organization=${made[0]}`)).body).toMatchObject({
    activities: [],
    hasMore: false,
  })

  const path = (index: number): string => `m/44'/60'/0'/0/${index}`
  const accounts = Array.from({ length: 62 }, (_, index) => ({ ...ethereumAccount, path: path(index) }))
  const wallet = await page.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Many', accounts })
  const walletId = textAt(wallet.body, 'activity.result.createWalletResult.walletId')
  const found: unknown[] = []
  let list = at((await page.get(`/page/organizations/${organizationId}`)).body, 'wallets.0')
  for (;;) {
    const part = at(list, 'accounts')
    if (Array.isArray(part)) found.push(...part.map((each: unknown) => at(each, 'path')))
    if (at(list, 'next') === null) break
    list = (await page.get(`/page/wallets/${walletId}/accounts?from=${textAt(list, 'next')}`)).body
  }
  expect(found).toEqual(accounts.map(({ path }) => path))

  const privateKeys = Array.from({ length: 52 }, (_, index) => ({
    privateKeyName: `Key ${index}`,
    curve: 'CURVE_SECP256K1',
    privateKeyTags: [],
    addressFormats: [],
  }))
  await page.submit(apiKey, 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', { privateKeys })
  const first = (await page.get(`/page/organizations/${organizationId}`)).body
  const rest = (await page.get(`/page/organizations/${organizationId}/private-keys?from=${textAt(first, 'next')}`)).body
  expect([idsOf(first, 'privateKeys').length, idsOf(rest, 'privateKeys').length]).toEqual([50, 2])
})

import { expect, test } from 'vitest'
import { at, keyPair, register, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'
import { digest, signDigest } from './signDigest.js'

test('finds by ID, name, address, credential and fingerprint', async () => {
  const page = await openConsole()
  const [key, passkey] = [keyPair(), await register()]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const { address } = await page.signer.importPrivateKey({ organizationId: organization.id, privateKey: digest })
  const request = await signDigest(page, key, organization)
  const activityId = textAt(request.body, 'activity.id')
  const found = async (wanted: string): Promise<string[]> => {
    const { body } = await page.get(`/page/search?q=${encodeURIComponent(wanted)}`)
    const results = at(body, 'results')
    if (!Array.isArray(results)) throw new Error('no results')
    return results.map(
      (_, index) => `${textAt(body, `results.${index}.kind`)} ${textAt(body, `results.${index}.text`)}`,
    )
  }
  expect(await found('ad')).toEqual(['organization Ada'])
  expect(await found(organization.id)).toContain('organization Ada')
  expect(await found(organization.id.slice(0, 8))).toContain('organization Ada')
  expect(await found(organization.address.toLowerCase())).toEqual([`address ${organization.address}`])
  expect(await found(address)).toEqual([`address ${address}`])
  expect(await found(passkey.credentialId)).toEqual(['passkey Passkey'])
  expect(await found(key.publicKey)).toEqual(['API key Key'])
  expect(await found('Root 1')).toEqual(['user Root 1'])
  expect(await found(organization.walletId)).toEqual(['wallet Wallet'])
  expect(await found(textAt(request.body, 'activity.fingerprint'))).toEqual(['activity Sign the digest 0xababab…abab'])
  expect((await page.get(`/page/search?q=${activityId}`)).body).toMatchObject({
    results: [{ kind: 'activity', id: activityId }],
  })
  const { address: own } = organization
  const fingerprint = textAt(request.body, 'activity.fingerprint')
  for (const [wanted, hit] of Object.entries({
    ADA: 'organization Ada',
    '  ada  ': 'organization Ada',
    'rOOT 1': 'user Root 1',
    [own.toUpperCase()]: `address ${own}`,
    [own.slice(2)]: `address ${own}`,
    [` ${own} `]: `address ${own}`,
    [own.slice(0, 6).toLowerCase()]: `address ${own}`,
    [own.slice(2, 8).toUpperCase()]: `address ${own}`,
    [`${own.slice(0, 8)}…${own.slice(-4)}`]: `address ${own}`,
    [address.slice(0, 10).toLowerCase()]: `address ${address}`,
    [organization.id.toUpperCase()]: 'organization Ada',
    [organization.walletId.slice(0, 13).toUpperCase()]: 'wallet Wallet',
    [key.publicKey.toUpperCase()]: 'API key Key',
    [`0x${key.publicKey}`]: 'API key Key',
    [key.publicKey.slice(0, 12)]: 'API key Key',
    [passkey.credentialId.slice(0, 12)]: 'passkey Passkey',
    [fingerprint.toUpperCase()]: 'activity Sign the digest 0xababab…abab',
    [fingerprint.slice('sha256:'.length)]: 'activity Sign the digest 0xababab…abab',
    [fingerprint.slice(0, 15)]: 'activity Sign the digest 0xababab…abab',
  }))
    expect([wanted, await found(wanted)]).toEqual([wanted, expect.arrayContaining([hit])])
  expect(await found(`${own.slice(0, 8)}…${own.endsWith('0000') ? '1111' : '0000'}`)).toEqual([])
  const user = { userId: organization.rootUserIds[0], userEmail: 'Ada@Example.com', userPhoneNumber: '+41791234567' }
  await page.submit(key, 'ACTIVITY_TYPE_UPDATE_USER', user, { organizationId: organization.id })
  for (const wanted of ['ada@example.com', 'ADA@', '+41791234567', '+4179'])
    expect([wanted, await found(wanted)]).toEqual([wanted, ['user Root 1']])
  for (const nothing of ['', '%', "' OR 1=1 --", 'nobody', '"', '0x', '\u{10ffff}'])
    expect(await found(nothing)).toEqual([])
})

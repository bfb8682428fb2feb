import * as PublicKey from 'ox/PublicKey'
import { type Hex, InvalidAddressError } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createPasskeyAccount, InvalidParameterError } from 'viem-passkey-account'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { importAccount } from './importAccount.js'

const privateKey = '0x0123456789012345678901234567890123456789012345678901234567890123'
const local = privateKeyToAccount(privateKey)
const opened = await createTestWallet()
const { client, prompts, wallet, close } = opened
afterAll(close)
const { privateKeyId, account } = await importAccount(opened, privateKey)
const { organizationId } = wallet
const { address } = local

test('has the fields of a local account, and its source is passkey', () => {
  expect(account).toMatchObject({ address, type: 'local', source: 'passkey' })
  const methods = Object.entries(local).filter(([, value]) => typeof value === 'function')
  expect(methods.length).toBeGreaterThan(4)
  for (const [name] of methods) expect([name, typeof Reflect.get(account, name)]).toEqual([name, 'function'])
})

test('methods work without their object', async () => {
  const { signMessage } = account
  expect(await signMessage({ message: 'hello' })).toBe(await local.signMessage({ message: 'hello' }))
})

describe('address', () => {
  test.each([
    ['checksummed', address],
    ['in lower case', address.toLowerCase()],
    ['with a wrong checksum', address.replace('Ec9F', 'eC9f')],
  ])('accepts one %s', async (_, written) => {
    const account = createPasskeyAccount({ client, organizationId, address: written as Hex })
    expect(account.address).toBe(address)
    expect(await account.signMessage({ message: 'hello' })).toBe(await local.signMessage({ message: 'hello' }))
  })

  test.each(['0x', '0x1234', 'anna.eth', `${address}00`])('refuses %s', (written) => {
    const create = (): unknown => createPasskeyAccount({ client, organizationId, address: written as Hex })
    expect(create).toThrow(InvalidAddressError)
  })
})

test.each([
  ['the id of a private key', privateKeyId],
  ['an address', address],
  ['an address in lower case', address.toLowerCase()],
])('signs with %s', async (_, signWith) => {
  const account = createPasskeyAccount({ client, organizationId, address, signWith })
  expect(await account.signMessage({ message: 'hello' })).toBe(await local.signMessage({ message: 'hello' }))
})

describe('publicKey', () => {
  const compressed = PublicKey.toHex(PublicKey.compress(PublicKey.fromHex(local.publicKey)))
  const create = (publicKey?: string | undefined): ReturnType<typeof createPasskeyAccount> =>
    createPasskeyAccount({ client, organizationId, address, publicKey })

  test.each([
    ['as viem has it', local.publicKey],
    ['without 0x', local.publicKey.slice(2)],
    ['compressed', compressed],
    ['compressed, without 0x, in capitals', compressed.slice(2).toUpperCase()],
  ])('given %s', (_, publicKey) => {
    expect(create(publicKey).publicKey).toBe(local.publicKey)
  })

  test.each([
    ["another's", privateKeyToAccount(`0x${'11'.repeat(32)}`).publicKey],
    ['of the other parity', `0x${compressed.startsWith('0x02') ? '03' : '02'}${compressed.slice(4)}`],
    ['no point', `0x02${'ff'.repeat(32)}`],
    ['too short', compressed.slice(0, -2)],
    ['empty', ''],
    ['no hex', 'key'],
  ])('refuses %s', (_, publicKey) => {
    expect(() => create(publicKey)).toThrow(InvalidParameterError)
  })

  test('is undefined until the first signature if it was not passed', async () => {
    const account = create()
    expect(account.publicKey).toBeUndefined()
    expect(Object.keys(account)).toContain('publicKey')
    await account.sign({ hash: `0x${'01'.repeat(32)}` })
    expect(account.publicKey).toBe(local.publicKey)
  })
})

test.each(['0x', '0x1234', `0x${'ab'.repeat(33)}`, 'ab'.repeat(32), 'hello'])(
  'refuses to sign %s, which is not a hash',
  async (hash) => {
    const before = prompts()
    await expect(account.sign({ hash: hash as Hex })).rejects.toThrow(InvalidParameterError)
    expect(prompts()).toBe(before)
  },
)

test('creating an account and reading it prompts nobody', () => {
  const before = prompts()
  const account = createPasskeyAccount({ client, ...wallet })
  expect([account.address, account.publicKey]).toEqual([wallet.address, wallet.publicKey])
  expect(prompts()).toBe(before)
})

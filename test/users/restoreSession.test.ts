import {
  createSessionKey,
  type ExpectedUser,
  restoreSession,
  type SessionStorage,
  type StoredSession,
  signIn,
} from 'viem-passkey-account'
import { createWallet, ethereumAccount } from 'viem-passkey-account/actions'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeAll, expect, test } from 'vitest'

type User = { open: TestWallet; stored: StoredSession }
let anna: User
let mallory: User
beforeAll(async () => {
  anna = await openUser()
  mallory = await openUser()
})
afterAll(() => Promise.all([anna, mallory].map(({ open }) => open.close())))

/** A user with two wallets and a stored session. */
async function openUser(): Promise<User> {
  const open = await createTestWallet()
  const { organizationId } = open.wallet
  await createWallet(open.client, { organizationId, walletName: 'Second', accounts: [ethereumAccount] })
  const kept: StoredSession[] = []
  const storage: SessionStorage = { ...holding(undefined), save: async (session) => void kept.push(session) }
  const key = await createSessionKey()
  await signIn(open.client, { organizationId: open.organization.organizationId, key, storage })
  const [stored] = kept
  if (!stored) throw new Error('Nothing is stored.')
  return { open, stored }
}

function holding(stored: StoredSession | undefined): SessionStorage {
  return { load: async () => structuredClone(stored), save: async () => {}, remove: async () => {} }
}

const firstOf = ({ stored: { wallets } }: User) => {
  const [wallet] = wallets
  if (!wallet) throw new Error('There is no wallet.')
  return wallet
}

const restore = (stored: StoredSession, more: Omit<restoreSession.Parameters, 'storage'>) =>
  restoreSession({ storage: holding(stored), ...more })

test('the session of who is expected is restored, with the wallets that are known', async () => {
  const { stored } = anna
  const { organizationId, userId, credentialId } = stored
  const first = firstOf(anna)
  expect((await restore(stored, { organizationId })).session?.wallets).toEqual(stored.wallets)
  expect((await restore(stored, { expected: [first] })).session?.wallets).toEqual([first])
  expect((await restore(stored, { expected: stored.wallets })).session?.wallets).toEqual(stored.wallets)
  expect((await restore(stored, { expected: [firstOf(mallory), first] })).session?.wallets).toEqual([first])
  const ids = { organizationId, userId, credentialId }
  expect((await restore(stored, { expected: ids })).session?.wallets).toEqual([])
  for (const expected of [ids, [first]])
    expect((await restore(stored, { expected, allowNewWallets: true })).session?.wallets).toEqual(stored.wallets)
  const { authenticatorId, passkeyPublicKey, ...bare } = first
  const before = { ...stored, wallets: [bare] }
  expect((await restore(before, { expected: [first] })).session?.wallets).toEqual([first])
  expect(stored.wallets).toHaveLength(2)
})

test.each<[string, () => { organizationId?: string; expected?: ExpectedUser }]>([
  ['another organization', () => ({ organizationId: mallory.stored.organizationId })],
  ['an empty organization id', () => ({ organizationId: '' })],
  ['another user’s wallet', () => ({ expected: [firstOf(mallory)] })],
  ['another user', () => ({ expected: { organizationId: anna.stored.organizationId, userId: mallory.stored.userId } })],
  ['the organization of another', () => ({ expected: { organizationId: mallory.stored.organizationId } })],
  [
    'another passkey',
    () => ({ expected: { organizationId: anna.stored.organizationId, credentialId: firstOf(mallory).credentialId } }),
  ],
  [
    'another key of the passkey',
    () => ({ expected: [{ ...firstOf(anna), passkeyPublicKey: firstOf(mallory).passkeyPublicKey }] }),
  ],
  [
    'a wallet that is not stored',
    () => {
      const { address, publicKey, walletId } = firstOf(mallory)
      return { expected: [firstOf(anna), { ...firstOf(anna), address, publicKey, walletId }] }
    },
  ],
])('a session is not restored where %s is expected', async (_name, toParameters) => {
  expect(await restore(anna.stored, toParameters())).toEqual({ reason: 'unexpected' })
  expect(await restore(anna.stored, { ...toParameters(), allowNewWallets: true })).toEqual({ reason: 'unexpected' })
})

const tampered = (change: (stored: StoredSession) => void): StoredSession => {
  const copy = structuredClone(anna.stored)
  change(copy)
  return copy
}

test.each<[string, (stored: StoredSession) => void]>([
  ['another address', ({ wallets }) => Object.assign(wallets[0] ?? {}, { address: firstOf(mallory).address })],
  ['another public key', ({ wallets }) => Object.assign(wallets[0] ?? {}, { publicKey: firstOf(mallory).publicKey })],
  ['a wallet of another organization', ({ wallets }) => void wallets.push(firstOf(mallory))],
  ['a wallet of another user', ({ wallets }) => Object.assign(wallets[0] ?? {}, { userId: mallory.stored.userId })],
  ['a wallet of another passkey', ({ wallets }) => Object.assign(wallets[0] ?? {}, { credentialId: 'AAAA' })],
  ['a passkey key that is no text', ({ wallets }) => Object.assign(wallets[0] ?? {}, { passkeyPublicKey: 1 })],
  [
    'another organization for all',
    (stored) => Object.assign(stored, { organizationId: mallory.stored.organizationId }),
  ],
])('a stored session with %s is unreadable, whether or not someone is expected', async (_name, change) => {
  const stored = tampered(change)
  expect(await restore(stored, {})).toEqual({ reason: 'unreadable' })
  expect(await restore(stored, { expected: [firstOf(anna)] })).toEqual({ reason: 'unreadable' })
})

test('a wallet that was put in place of another, consistently, is not restored as expected', async () => {
  const { address, publicKey } = firstOf(mallory)
  const stored = tampered(({ wallets }) => {
    for (const wallet of wallets) Object.assign(wallet, { address, publicKey })
  })
  expect(await restore(stored, { expected: [firstOf(anna)] })).toEqual({ reason: 'unexpected' })
  // What is left where nothing is known.
  expect((await restore(stored, {})).session?.wallets).toMatchObject([{ address }, { address }])
})

test('what is expected is checked before the storage is asked', async () => {
  let loads = 0
  const storage = { ...holding(anna.stored), load: async () => void loads++ }
  for (const expected of [[], null, 'text', {}, [{}]] as unknown as ExpectedUser[])
    await expect(restoreSession({ storage, expected } as restoreSession.Parameters)).rejects.toMatchObject({
      name: 'InvalidParameterError',
      parameter: 'expected',
    })
  expect(loads).toBe(0)
})

test('what was changed in the storage is no session, and what was added to it is left out', async () => {
  const { stored } = anna
  for (const expiresAt of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(await restore({ ...stored, expiresAt }, {})).toEqual({ reason: 'unreadable' })
  const wallets = stored.wallets.map((wallet) => ({ ...wallet, signWith: 'other' }))
  const added = { ...stored, wallets, storageError: 'x', prompts: true }
  const { session } = await restore(added, {})
  expect(session).toMatchObject({ wallets: stored.wallets, prompts: false, kept: true })
  expect(session).not.toHaveProperty('storageError')
  expect(session?.wallets[0]).not.toHaveProperty('signWith')
})

test('an address in lowercase is the same address', async () => {
  const { stored } = anna
  const wallets = stored.wallets.map((wallet) => ({
    ...wallet,
    address: wallet.address.toLowerCase() as `0x${string}`,
  }))
  expect((await restore({ ...stored, wallets }, {})).session?.wallets).toEqual(stored.wallets)
  expect((await restore({ ...stored, wallets }, { expected: stored.wallets })).session?.wallets).toEqual(stored.wallets)
})

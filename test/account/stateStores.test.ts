import { hashMessage, parseEther, type TransactionSerializable } from 'viem'
import { ActivityApprovalNeededError, type PasskeyAccount, signMany, waitForSignature } from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'

const { account, signer, client, wallet, close } = await createTestWallet()
afterAll(close)

/** As Immer, MobX and Vue hand out what is in their stores: every object behind a proxy, which refuses writes. */
function behindProxies<value extends object>(value: value): value {
  return new Proxy(value, {
    get(target, name, receiver) {
      const inner: unknown = Reflect.get(target, name, receiver)
      return typeof inner === 'object' && inner !== null && !(inner instanceof AbortSignal)
        ? behindProxies(inner)
        : inner
    },
    set() {
      throw new TypeError('Cannot assign to a property of the store.')
    },
    defineProperty() {
      throw new TypeError('Cannot define a property of the store.')
    },
  })
}

function freezeDeep<value extends object>(value: value): value {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freezeDeep(inner)
  return Object.freeze(value)
}

const stores: Record<string, (account: PasskeyAccount) => PasskeyAccount> = {
  'Object.freeze': (account) => Object.freeze(account),
  'frozen throughout, as Redux Toolkit does': (account) => freezeDeep(account),
  'Object.seal': (account) => Object.seal(account),
  'behind proxies': behindProxies,
  spread: (account) => ({ ...account }),
  'spread and frozen': (account) => Object.freeze({ ...account }),
  'cloned by its descriptors': (account) =>
    Object.defineProperties({ ...account }, Object.getOwnPropertyDescriptors(account)),
  'as a prototype': (account) => Object.create(account),
}

describe.each(Object.entries(stores))('an account that is %s', (_, keep) => {
  /** An account that has not signed yet. */
  async function open(): Promise<PasskeyAccount> {
    const { createPasskeyAccount } = await import('viem-passkey-account')
    return keep(
      createPasskeyAccount({ client: { ...client }, organizationId: wallet.organizationId, address: wallet.address }),
    )
  }
  const transaction: TransactionSerializable = { chainId: 1, to: wallet.address, value: parseEther('1'), gasPrice: 1n }
  const typedData = {
    types: { Note: [{ name: 'text', type: 'string' }] },
    primaryType: 'Note',
    message: { text: 'hello' },
  } as const

  test('signs through every method', async () => {
    const kept = await open()
    expect(await kept.sign({ hash: hashMessage('hello') })).toBe(await account.signMessage({ message: 'hello' }))
    expect(await kept.signMessage({ message: 'hello' })).toBe(await account.signMessage({ message: 'hello' }))
    expect(await kept.signTypedData(typedData)).toBe(await account.signTypedData(typedData))
    expect(await kept.signTransaction(transaction)).toBe(await account.signTransaction(transaction))
    const authorization = { address: wallet.address, chainId: 1, nonce: 0 } as const
    expect(await kept.signAuthorization(authorization)).toEqual(await account.signAuthorization(authorization))
    // A copy keeps what was known when it was made; nothing else is ever there.
    expect([undefined, wallet.publicKey]).toContain(kept.publicKey)
  })

  test('signs many at once', async () => {
    const items = [{ message: 'hello' }, { transaction }] as const
    expect(await signMany(await open(), { items })).toEqual(await signMany(account, { items }))
  })

  test('waits for a signature', async () => {
    const kept = await open()
    signer.addFault({ kind: 'consensus' })
    const error = await kept.signMessage({ message: 'later' }).catch((error: unknown) => error)
    if (!(error instanceof ActivityApprovalNeededError) || !error.pending) throw error
    await approveActivity(client, { organizationId: wallet.organizationId, fingerprint: error.fingerprint })
    const signature = await waitForSignature(kept, { pending: error.pending })
    expect(signature).toBe(await account.signMessage({ message: 'later' }))
  })
})

test('the account learns its public key from its own first signature', async () => {
  const { createPasskeyAccount } = await import('viem-passkey-account')
  const fresh = createPasskeyAccount({ client, organizationId: wallet.organizationId, address: wallet.address })
  const copy = { ...fresh }
  expect(fresh.publicKey).toBeUndefined()
  await signMany(fresh, { items: [{ message: 'hello' }] })
  expect(fresh.publicKey).toBeUndefined()
  await fresh.signMessage({ message: 'hello' })
  expect(fresh.publicKey).toBe(wallet.publicKey)
  expect(copy.publicKey).toBeUndefined()
})

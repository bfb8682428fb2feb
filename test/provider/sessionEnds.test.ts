import {
  createPasskey,
  createSessionKey,
  restoreSession,
  type Session,
  signIn,
  UnknownCredentialError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { submit, whoami } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { openApp } from './openApp.js'

const signInWithEthereum = { nonce: 'abcdefgh', domain: 'a.example', uri: 'https://a.example' }

/** An app in session mode, and what became of its sessions at the signer. */
async function openSessions() {
  const app = await openApp()
  const { client, sessionStorage } = app
  /** Every session that was stored, oldest first. */
  const begun: Session[] = []
  const storage = {
    ...sessionStorage,
    save: async (stored: Parameters<typeof sessionStorage.save>[0]) => {
      await sessionStorage.save(stored)
      const { session } = await restoreSession({ storage: sessionStorage })
      if (session) begun.push(session)
    },
  }
  const isAlive = async (session: Session): Promise<boolean> =>
    whoami(client, { organizationId: session.organizationId, stamper: session }).then(
      () => true,
      (error) => {
        if (error instanceof UnknownCredentialError) return false
        throw error
      },
    )
  const open = (more: Parameters<typeof app.open>[0] = {}) => app.open({ session: { storage }, ...more })
  return { ...app, open, begun, recording: storage, alive: async () => Promise.all(begun.map(isAlive)) }
}

describe('an attempt to connect whose Sign-In with Ethereum message is refused', () => {
  test.each(['login', 'register', undefined])('leaves no session and no user: method %s', async (method) => {
    const { open, storage, sessionStorage, begun, alive } = await openSessions()
    const first = open()
    await first.connect({ method: 'register' })
    await first.provider.disconnect()
    let refuses = true
    const { connect, send, wallet } = open({
      approve: async () => {
        if (refuses) throw new Error('no')
      },
    })
    await expect(connect({ method, signInWithEthereum })).rejects.toMatchObject({ code: 4001 })
    expect(begun).toHaveLength(method === 'register' ? 0 : 1)
    expect(await send('eth_accounts')).toEqual([])
    expect([wallet.getSession(), wallet.getWallet(), [...storage.values]]).toEqual([undefined, undefined, []])
    await expect.poll(alive).toEqual(begun.map(() => false))
    expect(await restoreSession({ storage: sessionStorage })).toEqual({ reason: 'none' })
    refuses = false
    expect(await connect({ method: 'login', signInWithEthereum })).toHaveLength(1)
    expect((await alive()).at(-1)).toBe(true)
  })

  test('leaves no session where the signer goes down after the login', async () => {
    const { open, network, sessionStorage } = await openSessions()
    const first = open()
    await first.connect({ method: 'register' })
    await first.provider.disconnect()
    const { connect, wallet } = open({
      approve: async () => {
        network.isDown = true
      },
    })
    await expect(connect({ method: 'login', signInWithEthereum })).rejects.toMatchObject({ code: -32603 })
    expect(wallet.getSession()).toBe(undefined)
    await expect.poll(sessionStorage.kept).toBe(undefined)
  })

  test('leaves a wallet that was known as it was, with its session', async () => {
    const { open, storage, alive } = await openSessions()
    const first = open()
    const [address] = await first.connect({ method: 'register' })
    await first.connect({ method: 'login' })
    storage.values.delete('viem-passkey-account.connected')
    const refusing = open({ approve: () => Promise.reject(new Error('no')) })
    await expect(refusing.connect({ signInWithEthereum })).rejects.toMatchObject({ code: 4001 })
    expect(await refusing.send('eth_accounts')).toEqual([])
    expect(await open().connect()).toEqual([address])
    expect(await alive()).toEqual([true])
  })

  test('leaves what another tab has stored', async () => {
    const { open } = await openSessions()
    const refusing = open({ approve: () => Promise.reject(new Error('no')) })
    expect(await refusing.send('eth_accounts')).toEqual([])
    const [address] = await open().connect({ method: 'register' })
    await expect(refusing.connect({ method: 'login', signInWithEthereum })).rejects.toMatchObject({ code: 4001 })
    expect(await open().send('eth_accounts')).toEqual([address])
  })
})

describe('a login of a user without an Ethereum account', () => {
  /** Creates a user who has no wallet. */
  async function openUser() {
    const app = await openSessions()
    const { server, organizationId } = app
    const user = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const { challenge, attestation } = await createPasskey({
      rp: { id: 'localhost', name: 'Example' },
      user: { name: 'sol' },
      createFn: user.createFn,
    })
    await submit(server, {
      type: 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8',
      organizationId,
      parameters: {
        subOrganizationName: 'sol',
        rootQuorumThreshold: 1,
        rootUsers: [
          {
            userName: 'sol',
            apiKeys: [],
            oauthProviders: [],
            authenticators: [{ authenticatorName: 'Passkey', challenge, attestation }],
          },
        ],
      },
    })
    const begin = async () =>
      signIn(app.client, {
        organizationId,
        key: await createSessionKey(),
        stamper: webAuthnStamper({ rpId: 'localhost', getFn: user.getFn }),
        storage: app.recording,
      })
    return { ...app, getFn: user.getFn, begin }
  }

  test('is refused, and leaves no session', async () => {
    const { open, getFn, network, storage, sessionStorage } = await openUser()
    const { connect, send, wallet } = open({ getFn })
    await expect(connect({ method: 'login' })).rejects.toMatchObject({ code: 4100 })
    expect([await send('eth_accounts'), wallet.getSession(), [...storage.values]]).toEqual([[], undefined, []])
    expect(sessionStorage.kept()).toBe(undefined)
    await expect.poll(() => network.requests.join()).toContain('delete_api_keys')
  })

  test('ends a session that began elsewhere, too', async () => {
    const { open, begin, alive, sessionStorage } = await openUser()
    const { connect, wallet } = open()
    const session = await begin()
    await expect(connect({ method: 'login', session })).rejects.toMatchObject({ code: 4100 })
    expect(wallet.getSession()).toBe(undefined)
    await expect.poll(alive).toEqual([false])
    expect(sessionStorage.kept()).toBe(undefined)
  })

  test('leaves the user who is connected as they were, with their session', async () => {
    const { open, getFn, passkey, types, begun, alive } = await openUser()
    let used = passkey.getFn
    const { connect, send, wallet } = open({ getFn: (...given) => used(...given) })
    const [address] = await connect({ method: 'register' })
    await connect({ method: 'login' })
    used = getFn
    await expect(connect({ method: 'login', selectAccount: true })).rejects.toMatchObject({ code: 4100 })
    expect(await send('eth_accounts')).toEqual([address])
    expect(wallet.getSession()?.publicKey).toBe(begun[0]?.publicKey)
    expect(await send('personal_sign', ['0x00', address])).toMatch(/^0x/)
    expect(types()).toEqual(['create', 'get'])
    expect(await alive()).toEqual([true])
  })
})

test('a second login ends the session of the first', async () => {
  const { open, begun, alive } = await openSessions()
  const { connect, send, wallet } = open()
  const [address] = await connect({ method: 'register' })
  for (const _ of [1, 2]) await connect({ method: 'login' })
  await expect.poll(alive).toEqual([false, true])
  expect(wallet.getSession()?.publicKey).toBe(begun[1]?.publicKey)
  // The same one once more.
  await connect({ method: 'login', session: wallet.getSession() })
  expect(await send('personal_sign', ['0x00', address])).toMatch(/^0x/)
  expect(await alive()).toEqual([false, true])
})

test('endSession ends the session that another tab began, and the user stays connected', async () => {
  const { open, alive } = await openSessions()
  const first = open()
  const [address] = await first.connect({ method: 'register' })
  await open().connect({ method: 'login' })
  await first.wallet.endSession()
  expect(await alive()).toEqual([false])
  expect(await first.send('eth_accounts')).toEqual([address])
})

describe('a disconnect ends the sessions of all tabs', () => {
  test.each([
    ['has none', []],
    ['began an older one', ['login']],
  ])('the tab that disconnects %s', async (_, methods) => {
    const { open, begun, alive, sessionStorage } = await openSessions()
    const first = open()
    await first.connect({ method: 'register' })
    for (const method of methods) await first.connect({ method })
    const second = open()
    await second.connect({ method: 'login' })
    expect(await alive()).toEqual(begun.map(() => true))
    await first.provider.disconnect()
    await expect.poll(() => second.send('eth_accounts')).toEqual([])
    await expect.poll(alive).toEqual(begun.map(() => false))
    expect(sessionStorage.kept()).toBe(undefined)
  })

  test('the tab that does not disconnect began the older one', async () => {
    const { open, alive } = await openSessions()
    const first = open()
    await first.connect({ method: 'register' })
    await first.connect({ method: 'login' })
    const second = open()
    await second.connect({ method: 'login' })
    await second.provider.disconnect()
    await expect.poll(alive).toEqual([false, false])
    expect(await first.send('eth_accounts')).toEqual([])
  })

  test('but not that of another user', async () => {
    const { open, client, organizationId, recording, passkey, alive, sessionStorage } = await openSessions()
    const ben = open()
    await ben.connect({ method: 'register', name: 'ben' })
    const { credentialId } = ben.wallet.getWallet() ?? { credentialId: '' }
    const anna = open()
    await anna.connect({ method: 'register', name: 'anna' })
    await anna.connect({ method: 'login' })
    const session = await signIn(client, {
      organizationId,
      key: await createSessionKey(),
      stamper: webAuthnStamper({
        rpId: 'localhost',
        getFn: passkey.getFn,
        allowCredentials: [{ id: credentialId, type: 'public-key' }],
      }),
      storage: recording,
    })
    await anna.provider.disconnect()
    await expect.poll(alive).toEqual([false, true])
    expect(sessionStorage.kept()?.key.publicKey).toBe(session.publicKey)
  })
})

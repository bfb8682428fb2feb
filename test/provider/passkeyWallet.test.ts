import { mainnet } from 'viem/chains'
import {
  AnswerMismatchError,
  createSessionKey,
  createSignerClient,
  findError,
  PasskeyCancelledError,
  restoreSession,
  SignUpError,
  signIn,
  signOut,
  signUp,
  UnknownCredentialError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { listActivities } from 'viem-passkey-account/actions'
import { createProvider, passkeyWallet } from 'viem-passkey-account/provider'
import { describe, expect, test } from 'vitest'
import { createDeferred } from '../harness/createDeferred.js'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { type Lie, lie } from '../harness/lie.js'
import { openApp } from './openApp.js'

test('register: one prompt, which starts before the request returns, and the name is the one of the request', async () => {
  const { open, types, passkey, server, organizationId } = await openApp()
  const { connect, send } = open()
  const connecting = connect({ method: 'register', name: 'anna@example.com' })
  expect(types()).toEqual(['create'])
  const [address = ''] = await connecting
  expect(types()).toEqual(['create'])
  expect(passkey.prompts[0]).toMatchObject({ options: { user: { name: 'anna@example.com' } } })
  expect(await send('personal_sign', ['hi', address])).toMatch(/^0x/)
  expect(types()).toEqual(['create', 'get'])
  expect(await listActivities(server, { organizationId })).toHaveLength(1)
})

test('login: one prompt, and no session is left', async () => {
  const { open, types, network } = await openApp()
  const first = open()
  const [address = ''] = await first.connect({ method: 'register' })
  await first.provider.disconnect()

  const { connect, send } = open()
  // The first request prepares the session's key, so that the prompt of the next starts at once.
  expect(await send('eth_accounts')).toEqual([])
  await new Promise<void>((resolve) => setImmediate(resolve))
  expect(await connect({ method: 'login' })).toEqual([address])
  expect(types()).toEqual(['create', 'get'])
  expect(await send('personal_sign', ['hi', address])).toMatch(/^0x/)
  expect(types()).toEqual(['create', 'get', 'get'])
  expect(network.requests).toContain('/public/v1/submit/delete_api_keys')
})

test('a known wallet connects without a prompt, and after a reload without a request', async () => {
  const { open, types, network } = await openApp()
  const [address = ''] = await open().connect({ method: 'register' })
  network.requests.length = 0
  expect(await open().send('eth_accounts')).toEqual([address])
  expect(await open().connect()).toEqual([address])
  expect(await open().send('eth_requestAccounts')).toEqual([address])
  expect({ types: types(), requests: network.requests }).toEqual({ types: ['create'], requests: [] })
})

test('a storage that does not remove the wallet does not undo a disconnect', async () => {
  const { open, types, storage } = await openApp()
  const { connect, provider, send } = open({
    storage: { ...storage, removeItem: () => Promise.reject(new Error('The storage is full.')) },
  })
  const [address = ''] = await connect({ method: 'register' })
  await provider.disconnect()
  expect(await send('eth_accounts')).toEqual([])
  expect(await send('eth_requestAccounts')).toEqual([address])
  expect(types()).toEqual(['create', 'get'])
})

test('a signature prompts for the passkey of the wallet, also after a reload, and not for others of the site', async () => {
  const { open, passkey, storage } = await openApp()
  const [address = ''] = await open().connect({ method: 'register' })
  const [{ wallets } = { wallets: [] }] = [...storage.values.values()]
    .map((text) => JSON.parse(text))
    .filter((value) => value.wallets)
  const [{ credentialId }] = wallets
  for (const { send } of [open(), open()]) {
    await send('personal_sign', ['hi', address])
    expect(passkey.prompts.at(-1)).toMatchObject({ options: { allowCredentials: [{ id: credentialId }] } })
  }
})

test('where nothing is known, choose decides, else the user signs in', async () => {
  const { open, types } = await openApp()
  await expect(open().send('eth_requestAccounts')).rejects.toMatchObject({ code: expect.any(Number) })
  expect(types()).toEqual(['get'])
  const { send, provider } = open({ choose: async () => 'register' })
  const accounts = await send('eth_requestAccounts')
  expect(types()).toEqual(['get', 'create'])
  await provider.disconnect()
  expect(await open({ choose: async () => 'login' }).send('eth_requestAccounts')).toEqual(accounts)
  const refused = open({ choose: () => Promise.reject(new PasskeyCancelledError({ cause: new Error('closed') })) })
  await refused.provider.disconnect()
  await expect(refused.send('eth_requestAccounts')).rejects.toMatchObject({ code: 4001 })
})

test('after a disconnect the wallet is gone, with the signer down too', async () => {
  const { open, storage, network, types } = await openApp()
  const { connect, provider, send } = open()
  const [address = ''] = await connect({ method: 'register' })
  expect([...storage.values.values()].join()).toContain(address)
  network.isDown = true
  await provider.disconnect()
  expect(await send('eth_accounts')).toEqual([])
  expect([...storage.values.values()].join()).not.toContain(address)
  expect(await open().send('eth_accounts')).toEqual([])
  network.isDown = false
  expect(await open().connect()).toEqual([address])
  expect(types()).toEqual(['create', 'get'])
})

test('a dismissed prompt at register and at login is 4001, and the next try works', async () => {
  const { open, passkey } = await openApp()
  const { connect, send } = open()
  for (const method of ['register', 'login']) {
    passkey.next('cancel')
    await expect(connect({ method })).rejects.toMatchObject({ code: 4001, cause: { name: 'PasskeyCancelledError' } })
    expect(await send('eth_accounts')).toEqual([])
  }
  const accounts = await connect({ method: 'register' })
  passkey.next('cancel')
  await expect(connect({ method: 'login' })).rejects.toMatchObject({ code: 4001 })
  // Still the one before.
  expect(await send('eth_accounts')).toEqual(accounts)
})

test('the signer is down at a login: nothing is connected or stored, and the next attempt works', async () => {
  const { open, network, storage } = await openApp()
  const { connect, provider, send } = open()
  const [address] = await connect({ method: 'register' })
  await provider.disconnect()
  network.isDown = true
  await expect(connect({ method: 'login' })).rejects.toMatchObject({
    code: -32603,
    data: { name: 'SignerUnreachableError' },
  })
  expect({ accounts: await send('eth_accounts'), stored: [...storage.values.keys()] }).toEqual({
    accounts: [],
    stored: [],
  })
  network.isDown = false
  expect(await connect({ method: 'login' })).toEqual([address])
})

test('a request before anything is read waits for it, whatever it is', async () => {
  const { open, storage, types } = await openApp()
  const [address = ''] = await open().connect({ method: 'register' })
  // A storage that answers later than the requests come.
  const slow = {
    getItem: async (key: string) => {
      await new Promise<void>((resolve) => setImmediate(resolve))
      return storage.getItem(key)
    },
    setItem: async (key: string, value: string) => storage.setItem(key, value),
    removeItem: async (key: string) => storage.removeItem(key),
  }
  const restored = createProvider({
    chains: [mainnet],
    storage: slow,
    ...passkeyWallet({ rp: { id: 'localhost' }, organizationId: '', storage: slow }),
  })
  expect(() => restored.getAccount()).toThrow('No account is connected.')
  const request = (method: string, params?: unknown) => restored.request({ method, params } as never)
  const answers = await Promise.all([
    request('eth_accounts'),
    request('eth_requestAccounts'),
    request('eth_chainId'),
    request('wallet_getPermissions'),
    request('wallet_getCapabilities', [address]),
    request('personal_sign', ['hi', mainnet.contracts.multicall3.address]).catch(({ code }) => code),
  ])
  expect(answers.slice(0, 3)).toEqual([[address], [address], '0x1'])
  expect(answers.slice(3)).toMatchObject([[{ parentCapability: 'eth_accounts' }], { '0x1': {} }, 4100])
  expect(types()).toEqual(['create'])
})

test('a sign-up that fails after the prompt takes the same passkey the next time', async () => {
  const { open, network, types } = await openApp()
  const { connect, provider } = open()
  network.isDown = true
  const error = await connect({ method: 'register' }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: -32603, data: { name: 'SignUpError' }, cause: expect.any(SignUpError) })
  network.isDown = false
  expect(await connect({ method: 'register' })).toHaveLength(1)
  expect(types()).toEqual(['create'])
  await provider.disconnect()
  // Another one is another wallet.
  expect(await connect({ method: 'register' })).toHaveLength(1)
  expect(types()).toEqual(['create', 'create'])
})

test.each([
  ['blank', ''],
  ['blank', ' \u3000'],
  ['with a control character', 'anna\n'],
  ['too long', 'a'.repeat(256)],
])('a name that is %s is refused before a prompt', async (_, name) => {
  const { open, types, network } = await openApp()
  const refused = { code: -32602, cause: { name: 'InvalidParameterError' } }
  const { connect } = open()
  await expect(connect({ method: 'register', name })).rejects.toMatchObject({
    ...refused,
    cause: { parameter: 'name' },
  })
  const chosen = open({ choose: async () => 'register' })
  await expect(chosen.connect({ name })).rejects.toMatchObject(refused)
  const url = 'https://app.test/api/sign-up'
  const named = open({ signUp: { url, authenticatorName: name } })
  await expect(named.connect({ method: 'register' })).rejects.toMatchObject({
    ...refused,
    cause: { parameter: 'signUp.authenticatorName' },
  })
  expect([types(), network.requests]).toEqual([[], []])
  // An app's own sign-up has its own rules.
  const own = open({ signUp: async (request) => Promise.reject(new Error(`own: ${request.name}`)) })
  await expect(own.connect({ method: 'register', name })).rejects.toThrow('own: ')
  expect(await connect({ method: 'register', name: 'a'.repeat(255) })).toHaveLength(1)
  expect(await open({ rp: { id: 'localhost', name: '' } }).connect({ method: 'register' })).toHaveLength(1)
})

test('a passkey whose sign-up failed is not taken for another name', async () => {
  const { open, network, passkey } = await openApp()
  const { connect } = open()
  network.isDown = true
  await expect(connect({ method: 'register', name: 'anna' })).rejects.toMatchObject({ code: -32603 })
  network.isDown = false
  await connect({ method: 'register', name: 'ben' })
  expect(passkey.prompts).toMatchObject([
    { type: 'create', options: { user: { name: 'anna' } } },
    { type: 'create', options: { user: { name: 'ben' } } },
  ])
})

test('sign-up by a function, and without one', async () => {
  const { open, passkey, fetchFn } = await openApp()
  const parameters = {
    url: 'https://app.test/api/sign-up',
    rp: { id: 'localhost' },
    createFn: passkey.createFn,
    fetchFn,
  }
  await expect(open({ signUp: undefined }).connect({ method: 'register' })).rejects.toMatchObject({ code: -32602 })
  const requests: unknown[] = []
  const { connect, send } = open({
    signUp: async (request) => {
      requests.push(request)
      return signUp({ ...parameters, user: { name: 'other' } })
    },
  })
  const [address = ''] = await connect({ method: 'register', name: 'Anna' })
  expect(requests).toMatchObject([{ method: 'register', name: 'Anna' }])
  expect(await send('personal_sign', ['hi', address])).toMatch(/^0x/)
  expect(passkey.prompts).toMatchObject([{ options: { user: { name: 'other' } } }, { type: 'get' }])
})

test('a sign-up by plain http to another machine prompts for nothing', async () => {
  const { open, passkey } = await openApp()
  const { connect } = open({ signUp: { url: 'http://app.test/api/sign-up' } })
  await expect(connect({ method: 'register' })).rejects.toMatchObject({ code: -32602, cause: { parameter: 'url' } })
  expect(passkey.prompts).toEqual([])
})

test('a passkey that the signer does not know is 4100 at login', async () => {
  const { open, passkey } = await openApp()
  const other = await openApp()
  await other.open({}, passkey).connect({ method: 'register' })
  await expect(open().connect({ method: 'login' })).rejects.toMatchObject({
    code: 4100,
    cause: expect.any(UnknownCredentialError),
  })
})

test('a wallet record of another RP ID, or one that was changed, is not used', async () => {
  const { open, storage, types } = await openApp()
  await open().connect({ method: 'register' })
  const key = 'viem-passkey-account.wallet'
  const record = JSON.parse(storage.values.get(key) ?? '')
  for (const changed of [
    { ...record, rpId: 'example.com' },
    { ...record, wallets: [] },
    { ...record, wallets: [{ ...record.wallets[0], address: '0x1234' }] },
    { ...record, wallets: [{ ...record.wallets[0], publicKey: `0x04${'11'.repeat(64)}` }] },
    { ...record, wallets: 'all' },
    [],
  ]) {
    storage.values.set(key, JSON.stringify(changed))
    expect(await open().send('eth_accounts')).toEqual([])
  }
  expect(types()).toEqual(['create'])
  expect(await open().send('eth_requestAccounts')).toHaveLength(1)
  expect(types()).toEqual(['create', 'get'])
})

test('a login while a wallet is known offers its passkey only, unless the user should choose', async () => {
  const { open, passkey } = await openApp()
  const { connect } = open()
  await connect({ method: 'register' })
  const allowed = () => {
    const last = passkey.prompts.at(-1)?.options
    return last && 'allowCredentials' in last ? last.allowCredentials?.length : undefined
  }
  await connect({ method: 'login' })
  expect(allowed()).toBe(1)
  await connect({ method: 'login', selectAccount: true })
  expect(allowed()).toBe(undefined)
})

test('a session of more than a day has to be allowed, and is refused before the prompt otherwise', async () => {
  const { open, types, sessionStorage: storage, clock } = await openApp()
  const week = { storage, expirationSeconds: 604_800 }
  await open().connect({ method: 'register' })
  await expect(open({ session: week }).connect({ method: 'login' })).rejects.toMatchObject({
    code: -32602,
    cause: { parameter: 'expirationSeconds', message: expect.stringContaining('allowLongSession') },
  })
  expect(types()).toEqual(['create'])
  const { connect, wallet } = open({ session: { ...week, allowLongSession: true } })
  await connect({ method: 'login' })
  expect(wallet.getSession()?.expiresAt).toBeGreaterThan(clock.ms + 600_000_000)
})

test('a session signs without prompts, until it ends: then the passkey does, and the user stays connected', async () => {
  const { open, types, clock, sessionStorage: storage } = await openApp()
  const session = { expirationSeconds: 600, storage }
  const first = open({ session })
  const [address = ''] = await first.connect({ method: 'register' })
  await first.provider.disconnect()
  const { connect, send, provider } = open({ session })
  await connect({ method: 'login' })
  expect(types()).toEqual(['create', 'get'])
  const client = provider.getClient()
  for (let count = 0; count < 3; count++) expect(await client.signMessage({ message: 'hi' })).toMatch(/^0x/)
  expect(await open({ session }).send('personal_sign', ['hi', address])).toMatch(/^0x/)
  const connected = await connect({
    signInWithEthereum: { nonce: 'abcdefgh', domain: 'a.example', uri: 'https://a.example' },
  })
  expect(connected).toEqual([address])
  expect(types()).toEqual(['create', 'get'])

  clock.ms += 600_000
  expect(await client.signMessage({ message: 'hi' })).toMatch(/^0x/)
  expect(types()).toEqual(['create', 'get', 'get'])
  expect(await send('eth_accounts')).toEqual([address])
})

test.each([
  ['nonce', 'short'],
  ['uri', 'nonsense'],
  ['domain', undefined],
  ['chainId', '0x539'],
  ['statement', 'two\nlines'],
  ['issuedAt', 'today'],
  ['expirationTime', 'tomorrow'],
  ['notBefore', ''],
])('a Sign-In with Ethereum message with a wrong %s is refused by its name before the prompt', async (field, value) => {
  const { open, types, network } = await openApp()
  const { provider } = open()
  const fields = { nonce: 'abcdefgh', domain: 'a.example', uri: 'https://a.example', [field]: value }
  for (const method of ['register', 'login'])
    await expect(
      provider.request({
        method: 'wallet_connect',
        params: [{ version: '1', capabilities: { method, signInWithEthereum: fields } }],
      } as never),
    ).rejects.toMatchObject({ code: -32602, details: expect.stringContaining(field) })
  expect({ types: types(), requests: network.requests }).toEqual({ types: [], requests: [] })
})

test('a login signs in although its asynchronous storage fails', async () => {
  const { open } = await openApp()
  const [address] = await open().connect({ method: 'register' })
  const failing = async (): Promise<never> => Promise.reject(new Error('The disk is full.'))
  const storage = { getItem: failing, setItem: failing, removeItem: failing }
  expect(await open({ storage }).connect({ method: 'login' })).toEqual([address])
})

test('a session that ended elsewhere, in another tab or at the signer, gives way to the passkey', async () => {
  for (const where of ['tab', 'signer'] as const) {
    const { open, types, client, sessionStorage: storage } = await openApp()
    const session = { storage }
    const first = open({ session })
    const [address = ''] = await first.connect({ method: 'register' })
    await first.connect({ method: 'login' })
    const message = ['personal_sign', ['hi', address]] as const
    await first.send(...message)
    expect(types()).toEqual(['create', 'get'])
    const { session: stored } = await restoreSession({ storage })
    if (!stored) throw new Error('no session')
    const elsewhere = where === 'tab' ? storage : createSessionStorage()
    await signOut(client, { session: stored, storage: elsewhere })
    expect(await first.send(...message)).toMatch(/^0x/)
    expect(await first.send('eth_accounts')).toEqual([address])
    expect(types()).toEqual(['create', 'get', 'get'])
  }
})

test('a disconnect ends the session at the signer', async () => {
  const { open, network, sessionStorage: storage } = await openApp()
  const { connect, provider } = open({ session: { storage } })
  await connect({ method: 'register' })
  await connect({ method: 'login' })
  expect((await restoreSession({ storage })).session).toBeDefined()
  const ended = new Promise<void>((resolve) => {
    const push = network.requests.push.bind(network.requests)
    network.requests.push = (path) => {
      if (path.endsWith('/delete_api_keys')) resolve()
      return push(path)
    }
  })
  await provider.disconnect()
  await ended
  expect(await restoreSession({ storage })).toEqual({ reason: 'none' })
})

test('registering another user does not sign with the session of the one before', async () => {
  const { open, types, sessionStorage: storage } = await openApp()
  const { connect, send } = open({ session: { storage } })
  await connect({ method: 'register', name: 'anna' })
  await connect({ method: 'login' })
  const [second = ''] = await connect({ method: 'register', name: 'ben' })
  expect(await send('personal_sign', ['hi', second])).toMatch(/^0x/)
  expect(types()).toEqual(['create', 'get', 'create', 'get'])
})

describe('a wallet that connects before the one of an earlier page load is restored stays', () => {
  const holds: Record<string, (page: Awaited<ReturnType<typeof openApp>>, held: Promise<void>) => object> = {
    'a storage that answers at once': () => ({}),
    'a storage that answers late': ({ storage }, held) => ({
      storage: { ...storage, getItem: (key: string) => held.then(() => storage.getItem(key)) },
    }),
    'a session that is read late': ({ sessionStorage: storage }, held) => ({
      session: { storage: { ...storage, load: () => held.then(storage.load) } },
    }),
  }
  test.each(Object.entries(holds))('%s', async (_, hold) => {
    const app = await openApp()
    const { open, types, passkey, sessionStorage } = app
    const before = open({ session: { storage: sessionStorage } })
    const [first] = await before.connect({ method: 'register', name: 'anna' })
    await before.connect({ method: 'login' })
    const { resolve, promise } = createDeferred()
    const page = open(hold(app, promise))
    const events: unknown[] = []
    page.provider.on('accountsChanged', (accounts) => events.push(accounts))
    const connecting = page.connect({ method: 'register', name: 'ben' })
    await expect.poll(types).toHaveLength(3)
    resolve()
    const [second = ''] = await connecting
    expect(second).not.toBe(first)
    expect(events.at(-1)).toEqual([second])
    expect(await page.send('personal_sign', ['hi', second])).toMatch(/^0x/)
    expect(types()).toEqual(['create', 'get', 'create', 'get'])
    expect(passkey.prompts.at(-1)).toMatchObject({ options: { allowCredentials: [{ id: expect.any(String) }] } })
    expect(await open().send('eth_accounts')).toEqual([second])
  })
})

test('an attempt to connect that was aborted, and ends late, forgets no user who has connected since', async () => {
  const { open, storage, sessionStorage } = await openApp()
  const session = { storage: sessionStorage }
  const before = open({ session })
  await before.connect({ method: 'register', name: 'anna' })
  await before.connect({ method: 'login' })
  storage.values.delete('viem-passkey-account.connected')
  const { resolve, promise } = createDeferred()
  const reading = createDeferred()
  const load = () => {
    reading.resolve()
    return promise.then(sessionStorage.load)
  }
  const late = open({ session: { storage: { ...sessionStorage, load } } })
  const { send, connect } = late
  const controller = new AbortController()
  const aborted = late.connect({ signal: controller.signal })
  await reading.promise
  controller.abort(new Error('left'))
  await expect(aborted).rejects.toMatchObject({ code: 4001 })
  const [second = ''] = await connect({ method: 'register', name: 'ben' })
  resolve()
  await new Promise((done) => setImmediate(done))
  expect(await send('eth_accounts')).toEqual([second])
  expect(await send('personal_sign', ['hi', second])).toMatch(/^0x/)
  expect(await open().send('eth_accounts')).toEqual([second])
})

test('a login of a known wallet believes no answer about another one, and keeps what is known', async () => {
  const app = await openApp()
  const { client, storage } = app
  const [own = ''] = await app.open().connect({ method: 'register' })
  const record = () =>
    JSON.parse([...storage.values.values()].find((text) => text.includes('passkeyPublicKey')) ?? '{}')
  const { wallets } = record()
  expect(wallets[0]).toMatchObject({ authenticatorId: expect.any(String), passkeyPublicKey: expect.any(String) })
  const other = await openApp()
  const [address] = await other.open().connect({ method: 'register' })
  const ofOther = JSON.parse([...other.storage.values.values()].find((text) => text.includes('walletId')) ?? '{}')
  const { publicKey, walletId } = ofOther.wallets[0]
  const list_wallet_accounts: Lie = ({ accounts }) => ({
    accounts: [{ ...accounts[0], address, publicKey, walletId }],
  })
  const lying = createSignerClient({ ...client, fetchFn: lie(app.fetchFn, { list_wallet_accounts }) })

  // Right after a page load, and once the wallet is connected.
  const fresh = app.open({ client: lying })
  const connected = app.open({ client: lying })
  expect(await connected.send('eth_accounts')).toEqual([own])
  for (const { connect } of [fresh, connected]) {
    const error: unknown = await connect({ method: 'login' }).catch((thrown: unknown) => thrown)
    expect(findError(error, AnswerMismatchError)).toMatchObject({ field: 'wallets' })
  }
  expect(await app.open().connect({ method: 'login' })).toEqual([own])
  expect(record().wallets).toEqual(wallets)
  // Any wallet of the site: what the answer says.
  expect(await app.open({ client: lying }).connect({ method: 'login', selectAccount: true })).toEqual([address])
})

test('a stored wallet that was changed is not known, and nothing else in it is used', async () => {
  const app = await openApp()
  const [own = ''] = await app.open().connect({ method: 'register' })
  const [key = '', text = ''] = [...app.storage.values].find(([, value]) => value.includes('walletId')) ?? []
  const record = JSON.parse(text)
  const store = (changes: object) =>
    app.storage.values.set(key, JSON.stringify({ ...record, wallets: [{ ...record.wallets[0], ...changes }] }))
  store({ signWith: 'other', onPending: 'x', signal: {}, client: {} })
  const { send } = app.open()
  expect(await send('personal_sign', ['hi', own])).toMatch(/^0x/)
  for (const changes of [{ publicKey: `0x04${'11'.repeat(64)}` }, { address: `0x${'11'.repeat(20)}` }, { userId: 1 }]) {
    store(changes)
    expect(await app.open().send('eth_accounts')).toEqual([])
  }
})

test('a session that began elsewhere, such as in autofill, logs its user in without a prompt', async () => {
  const { open, types, client, passkey, organizationId, sessionStorage, server } = await openApp()
  const first = open()
  const [address = ''] = await first.connect({ method: 'register' })
  await first.provider.disconnect()
  const begin = async () =>
    signIn(client, {
      organizationId,
      key: await createSessionKey(),
      stamper: webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn }),
      storage: sessionStorage,
    })
  const session = await begin()
  expect(types()).toEqual(['create', 'get'])

  const options = { session: { storage: sessionStorage } }
  const { connect, provider, send } = open(options)
  expect(await connect({ method: 'login', session })).toEqual([address])
  await send('personal_sign', ['hi', address])
  // After a reload, too.
  await open(options).send('personal_sign', ['hi', address])
  expect(types()).toEqual(['create', 'get'])
  // Another one, in its place.
  const second = await begin()
  expect(await connect({ method: 'login', session: second })).toEqual([address])
  await send('personal_sign', ['hi', address])
  expect(types()).toEqual(['create', 'get', 'get'])
  expect(await listActivities(server, { organizationId: session.organizationId })).not.toEqual([])
  await provider.disconnect()

  // A wallet without sessions reads its wallets only, and ends it.
  const other = await begin()
  const { connect: connectOnce, send: sendOnce } = open()
  expect(await connectOnce({ method: 'login', session: other })).toEqual([address])
  const prompts = types().length
  await sendOnce('personal_sign', ['hi', address])
  expect(types()).toHaveLength(prompts + 1)

  for (const capabilities of [
    { session },
    { method: 'register', session },
    { method: 'login', session: {} },
    { method: 'login', session: 'session' },
    { method: 'login', session: null },
    { method: 'login', session: { ...session, wallets: undefined } },
    { method: 'login', session: { ...session, stamp: undefined } },
  ])
    await expect(connect(capabilities)).rejects.toMatchObject({ code: -32602 })
})

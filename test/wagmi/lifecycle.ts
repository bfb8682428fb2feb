import { type Address, BaseError, UserRejectedRequestError } from 'viem'
import { parseSiweMessage, verifySiweMessage } from 'viem/siwe'
import { findError, PasskeyCancelledError, UnknownCredentialError } from 'viem-passkey-account'
import { type ApprovalRequest, announceProvider, createProvider, passkeyWallet } from 'viem-passkey-account/provider'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { passkey } from 'viem-passkey-account/wagmi'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createStorage, otherChain } from '../provider/openProvider.js'
import { codesOf } from './matrix.js'
import { type Core, openDapp, startServers } from './openDapp.js'

const to = '0x000000000000000000000000000000000000bEEF'

/** Connect, reload, disconnect, tabs, errors, servers, on one version of wagmi. */
export function describeLifecycle(version: string, load: () => Promise<Core>): void {
  describe(`@wagmi/core ${version}`, async () => {
    const core = await load()
    const { anvil, signer } = await startServers()
    const open = (more: Parameters<typeof openDapp>[2] = {}) => openDapp(core, { anvil, signer }, more)
    type Dapp = ReturnType<typeof open>
    type Page = ReturnType<Dapp['open']>
    const connect = (page: Page, capabilities?: object, more: object = {}) =>
      core.connect(page.config, { connector: page.connector, capabilities, ...more } as never)

    /** A page's `window`, for as long as the test runs. */
    const openWindow = (): EventTarget => {
      const page = new EventTarget()
      vi.stubGlobal('window', page)
      onTestFinished(() => void vi.unstubAllGlobals())
      return page
    }
    /** Observes session keys. `ready` resolves when those that were begun are there. */
    const watchKeys = () => {
      const [made, exported] = [vi.spyOn(crypto.subtle, 'generateKey'), vi.spyOn(crypto.subtle, 'exportKey')]
      onTestFinished(() => {
        made.mockRestore()
        exported.mockRestore()
      })
      const settled = async (calls: { mock: { results: { value?: unknown }[] } }): Promise<unknown> =>
        Promise.all(calls.mock.results.map(({ value }) => value))
      return {
        made,
        ready: async (): Promise<void> => {
          await settled(made)
          await settled(exported)
          // What waits for them has run, too.
          await new Promise((resolve) => setImmediate(resolve))
        },
      }
    }
    const change = async (page: Page, until: (status: string) => boolean): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => void (until(page.config.state.status) && resolve())
        page.config.subscribe(({ status }) => status, check)
        check()
      })

    test('register and login: one prompt each, which starts before connect returns', async () => {
      openWindow()
      const keys = watchKeys()
      const dapp = open()
      const page = dapp.open()
      const registering = connect(page, { method: 'register', name: 'anna@example.com' })
      expect(dapp.prompts).toHaveLength(1)
      const { accounts } = await registering
      expect(dapp.user.prompts[0]).toMatchObject({ type: 'create', options: { user: { name: 'anna@example.com' } } })
      // Each takes the key that was prepared before it.
      for (const count of [2, 3]) {
        await core.disconnect(page.config)
        await keys.ready()
        const loggingIn = connect(page, { method: 'login' })
        expect(dapp.prompts).toHaveLength(count)
        expect(await loggingIn).toMatchObject({ accounts })
      }
      // A new page.
      const again = dapp.open()
      await core.disconnect(page.config)
      await keys.ready()
      const loggingIn = connect(again, { method: 'login' })
      expect(dapp.prompts).toHaveLength(4)
      await loggingIn
    })

    test('a kit that passes nothing: the known wallet connects without a prompt, else choose decides', async () => {
      const choices: string[] = []
      const dapp = open({
        choose: async () => {
          choices.push('register')
          return 'register'
        },
      })
      const { accounts } = await connect(dapp.open())
      expect(dapp.prompts).toHaveLength(1)
      const other = dapp.open()
      expect(await connect(other)).toMatchObject({ accounts })
      expect({ prompts: dapp.prompts.length, choices }).toEqual({ prompts: 1, choices: ['register'] })
    })

    test('a reload restores account and chain without a prompt or a request', async () => {
      const dapp = open()
      const first = dapp.open()
      const { accounts } = await connect(first, { method: 'register' }, { chainId: otherChain.id })
      expect(first.config.state.chainId).toBe(otherChain.id)
      const { length } = dapp.prompts
      dapp.network.requests.length = 0
      dapp.network.isDown = true
      const page = dapp.open()
      // wagmi reads its storage asynchronously.
      await new Promise((resolve) => setImmediate(resolve))
      expect(page.connector.getWallet()).toBe(undefined)
      const statuses: string[] = []
      page.config.subscribe(
        ({ status }) => status,
        (status) => statuses.push(status),
      )
      await core.reconnect(page.config)
      expect(statuses).toEqual(['reconnecting', 'connected'])
      expect(page.config.state).toMatchObject({ chainId: otherChain.id, status: 'connected' })
      expect(await page.connector.getAccounts()).toEqual(accounts)
      expect(page.connector.getWallet()).toMatchObject({ address: accounts[0] })
      expect(page.connector.getWallet(accounts[0])).toMatchObject({ address: accounts[0] })
      expect(page.connector.getWallet(to)).toBe(undefined)
      expect({ prompts: dapp.prompts.length, requests: dapp.network.requests }).toEqual({
        prompts: length,
        requests: [],
      })
    })

    test('opening a page connects nothing by itself', async () => {
      openWindow()
      const dapp = open()
      await connect(dapp.open(), { method: 'register' })
      const page = dapp.open()
      expect(await page.connector.isAuthorized()).toBe(true)
      expect([page.config.state.status, page.config.state.current]).not.toContain('connected')
      await core.reconnect(page.config)
      expect(page.config.state.status).toBe('connected')
    })

    test('what was disconnected stays disconnected, with the signer down too', async () => {
      const dapp = open()
      const first = dapp.open()
      await connect(first, { method: 'register' })
      dapp.network.isDown = true
      await core.disconnect(first.config)
      expect(first.config.state).toMatchObject({ status: 'disconnected', current: null })
      expect(first.connector.getWallet()).toBe(undefined)
      await expect(first.connector.getAccount()).rejects.toMatchObject({ code: 4100 })
      const page = dapp.open()
      await core.reconnect(page.config)
      expect(page.config.state.status).toBe('disconnected')
      expect(await page.connector.isAuthorized()).toBe(false)
      expect(dapp.prompts).toHaveLength(1)
      // wagmi never sends this. A kit might.
      await expect(page.connector.connect({ isReconnecting: true })).rejects.toMatchObject({ code: 4100 })
      dapp.network.isDown = false
      await connect(page, { method: 'login' })
      expect(page.config.state.status).toBe('connected')
    })

    test('a disconnect in one tab is one in the other, and one page connects again', async () => {
      const dapp = open()
      const [one, two] = [dapp.open(), dapp.open()]
      await connect(one, { method: 'register' })
      await connect(two)
      await core.disconnect(one.config)
      await change(two, (status) => status === 'disconnected')
      expect(two.connector.getWallet()).toBe(undefined)
      expect(await two.connector.isAuthorized()).toBe(false)
      await connect(two, { method: 'login' })
      expect([one.config.state.status, two.config.state.status]).toEqual(['disconnected', 'connected'])
      await expect(core.signMessage(two.config, { message: 'hi' })).resolves.toMatch(/^0x/)
    })

    test('without BroadcastChannel the storage event tells it', async () => {
      const page = openWindow()
      vi.stubGlobal('BroadcastChannel', undefined)
      const dapp = open()
      const [one, two] = [dapp.open(), dapp.open()]
      await connect(one, { method: 'register' })
      await connect(two)
      await core.disconnect(one.config)
      expect(two.config.state.status).toBe('connected')
      page.dispatchEvent(Object.assign(new Event('storage'), { key: 'viem-passkey-account.connected', newValue: null }))
      await change(two, (status) => status === 'disconnected')
    })

    test('a tab that connected again in the same moment stays connected', async () => {
      const dapp = open()
      const [one, two] = [dapp.open(), dapp.open()]
      await connect(one, { method: 'register' })
      await connect(two)
      const [, connected] = await Promise.all([
        core.disconnect(one.config),
        core.disconnect(two.config).then(() => connect(two, { method: 'login' })),
      ])
      // What the first told has arrived: messages come in order.
      const heard = new BroadcastChannel('viem-passkey-account')
      const sent = new BroadcastChannel('viem-passkey-account')
      await new Promise<void>((resolve) => {
        heard.onmessage = () => resolve()
        sent.postMessage('last')
      })
      heard.close()
      sent.close()
      expect(two.config.state.status).toBe('connected')
      expect(await two.connector.getAccounts()).toEqual(connected.accounts)
      const page = dapp.open()
      await core.reconnect(page.config)
      expect(page.config.state.status).toBe('connected')
    })

    test('tabs whose storage refuses are told, and those of other users are not', async () => {
      const refuse = (): never => {
        throw new Error('SecurityError')
      }
      const storage = { getItem: refuse, setItem: refuse, removeItem: refuse }
      const dapp = open({ storage })
      const [one, two, other] = [dapp.open(), dapp.open(), dapp.open()]
      await connect(one, { method: 'register' })
      await connect(two, { method: 'login' })
      await connect(other, { method: 'register' })
      await core.disconnect(one.config)
      await change(two, (status) => status === 'disconnected')
      expect(other.config.state.status).toBe('connected')
      await expect(core.signMessage(other.config, { message: 'hi' })).resolves.toMatch(/^0x/)
    })

    test('a storage that holds something else is a page that was never connected', async () => {
      for (const text of [
        'nonsense',
        '{"connected":5}',
        '{"connected":true,"rpId":"localhost","wallets":[{"address":1}]}',
        '[]',
        '',
      ]) {
        const dapp = open({
          storage: { getItem: () => text, setItem: () => undefined, removeItem: () => undefined },
        })
        const page = dapp.open()
        await core.reconnect(page.config)
        expect(page.config.state.status).toBe('disconnected')
        expect(dapp.prompts).toEqual([])
        await connect(page, { method: 'register' })
        expect(page.config.state.status).toBe('connected')
      }
    })

    test('a dismissed prompt is a UserRejectedRequestError on top, and the next try works', async () => {
      const dapp = open()
      const page = dapp.open()
      for (const method of ['register', 'login']) {
        dapp.user.next('cancel')
        const error = await connect(page, { method }).catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(UserRejectedRequestError)
        expect(page.config.state.status).toBe('disconnected')
      }
      const { accounts } = await connect(page, { method: 'register' })
      const [address] = accounts as unknown as [Address]
      const { config } = page
      await anvil.testClient.setBalance({ address, value: 10n ** 20n })
      const signs = {
        signMessage: () => core.signMessage(config, { message: 'hi' }),
        'signMessage by address': () => core.signMessage(config, { message: 'hi', account: address }),
        signTypedData: () =>
          core.signTypedData(config, {
            types: { Mail: [{ name: 'text', type: 'string' }] },
            primaryType: 'Mail',
            message: { text: 'hi' },
          }),
        sendTransaction: () => core.sendTransaction(config, { to }),
        'sendTransaction by address': () => core.sendTransaction(config, { to, account: address }),
      }
      for (const [name, sign] of Object.entries(signs)) {
        dapp.user.next('cancel')
        const error = await sign().catch((thrown: unknown) => thrown)
        expect(codesOf(error)).toContain(4001)
        expect(findError(error, PasskeyCancelledError)).toBeInstanceOf(PasskeyCancelledError)
        expect(
          error instanceof BaseError && error.walk((cause) => cause instanceof UserRejectedRequestError),
        ).toBeTruthy()
        if (name.startsWith('sign')) expect(error).toBeInstanceOf(UserRejectedRequestError)
        expect(await sign()).toMatch(/^0x/)
      }
    })

    test('a passkey that the signer does not know is 4100, and says what to do', async () => {
      const dapp = open()
      await connect(dapp.open(), { method: 'register' })
      const other = await createLocalSigner()
      onTestFinished(other.close)
      const stranger = openDapp(core, { anvil, signer: other }, { getFn: dapp.user.getFn })
      const error = await connect(stranger.open(), { method: 'login' }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 4100 })
      expect(findError(error, UnknownCredentialError)).toBeInstanceOf(UnknownCredentialError)
    })

    test('what is wrong with a connect is told before a prompt', async () => {
      const dapp = open()
      const page = dapp.open()
      const wrong: [object | undefined, object, number][] = [
        [{ method: 'signup' }, {}, -32602],
        [{ method: 'register', name: 5 }, {}, -32602],
        [5 as never, {}, -32602],
        [{ method: 'register' }, { chainId: 1 }, 4902],
      ]
      for (const [capabilities, more, code] of wrong)
        await expect(connect(page, capabilities, more)).rejects.toMatchObject({ code })
      expect(dapp.prompts).toEqual([])
    })

    test('endSession ends the session, and the user stays connected', async () => {
      const storage = createMemory()
      const dapp = open({ session: { expirationSeconds: 600, storage } })
      const page = dapp.open()
      await page.connector.endSession()
      await connect(page, { method: 'register' })
      await page.connector.endSession()
      await page.connector.connect({ capabilities: { method: 'login' } })
      const { length } = dapp.prompts
      const client = await core.getWalletClient(page.config)
      await client.signMessage({ message: 'hi' })
      expect(dapp.prompts).toHaveLength(length)

      const ending = page.connector.endSession()
      expect(page.connector.getSession()).toBe(undefined)
      await ending
      expect(await storage.load()).toBe(undefined)
      // The passkey signs all calls with one prompt, which a session signs one by one.
      const { address } = client.account
      await anvil.testClient.setBalance({ address, value: 10n ** 18n })
      await core.sendCalls(page.config, { calls: [{ to: address }, { to: address }] } as never)
      await client.signMessage({ message: 'hi' })
      expect(dapp.prompts).toHaveLength(length + 2)
      expect(page.config.state.status).toBe('connected')
    })

    test('a session signs without prompts, and the user stays connected when it ends', async () => {
      const clock = { ms: Date.now() }
      const dapp = open({ session: { expirationSeconds: 600, storage: createMemory() }, now: () => clock.ms })
      const page = dapp.open()
      await connect(page, { method: 'register' })
      await core.disconnect(page.config)
      await connect(page, { method: 'login' })
      const { length } = dapp.prompts
      const client = await core.getWalletClient(page.config)
      for (let count = 0; count < 3; count++) await client.signMessage({ message: 'hi' })
      expect(dapp.prompts).toHaveLength(length)
      expect(page.connector.getSession()?.expiresAt).toBeGreaterThan(clock.ms)
      clock.ms += 601_000
      expect(page.connector.getSession()).toBe(undefined)
      await client.signMessage({ message: 'hi' })
      expect(dapp.prompts).toHaveLength(length + 1)
      expect(page.config.state.status).toBe('connected')
    })

    test('approve sees what will be signed, whichever way wagmi asks', async () => {
      const seen: ApprovalRequest[] = []
      const dapp = open({
        approve: async (request) => {
          seen.push(request)
          if (seen.length === 3) throw new Error('no')
        },
      })
      const page = dapp.open()
      const { accounts } = await connect(page, { method: 'register' })
      const { length } = dapp.prompts
      await core.signMessage(page.config, { message: 'hi' })
      await core.signMessage(page.config, { message: 'hi', account: accounts[0] as Address })
      await expect(core.signMessage(page.config, { message: 'hi' })).rejects.toBeInstanceOf(UserRejectedRequestError)
      expect(seen.map(({ type, chain }) => [type, chain.id])).toEqual(Array(3).fill(['message', anvil.chain.id]))
      expect(dapp.prompts).toHaveLength(length + 2)
    })

    test('another library over the same provider connects and disconnects wagmi', async () => {
      openWindow()
      const dapp = open()
      const page = dapp.open()
      await page.connector.getAccounts()
      const provider = await page.connector.getProvider()
      await provider.request({ method: 'wallet_connect', params: [{ capabilities: { method: 'register' } }] as never })
      await change(page, (status) => status === 'connected')
      await provider.request({
        method: 'wallet_switchEthereumChain',
        params: [{ chainId: `0x${otherChain.id.toString(16)}` }],
      })
      expect(page.config.state.chainId).toBe(otherChain.id)
      await provider.request({ method: 'wallet_revokePermissions', params: [{ eth_accounts: {} }] })
      expect(page.config.state.status).toBe('disconnected')
    })

    test('passkey.from: the connector of a provider that was made elsewhere', async () => {
      const dapp = open()
      const records = passkeyWallet({
        rp: dapp.rp,
        organizationId: signer.organizationId,
        signUp: async () => {
          throw new Error('down')
        },
        storage: dapp.storage,
      })
      const provider = createProvider({ chains: [anvil.chain], ...records, storage: dapp.storage })
      const config = core.createConfig({
        chains: [anvil.chain, otherChain],
        transports: {} as never,
        storage: null,
        multiInjectedProviderDiscovery: false,
        connectors: [
          passkey.from(provider, { records, name: 'Mine', rdns: 'com.example.wallet' }),
          passkey.from(provider),
        ],
      })
      const [connector, bare] = config.connectors
      expect([connector.id, connector.name, connector.rdns, connector.type]).toEqual([
        'com.example.wallet',
        'Mine',
        'com.example.wallet',
        'injected',
      ])
      expect([bare.id, bare.rdns, bare.getWallet(), bare.getSession()]).toEqual([
        'passkey',
        undefined,
        undefined,
        undefined,
      ])
      expect(await connector.getProvider()).toBe(provider)
      // The provider does not have this one.
      await expect(connector.switchChain?.({ chainId: otherChain.id })).rejects.toMatchObject({ code: 4902 })
      await expect(
        core.connect(config, { connector, capabilities: { method: 'register' } } as never),
      ).rejects.toMatchObject({
        code: -32603,
      })
    })

    test.each([
      ['announced before', { isBefore: true, ssr: false }],
      ['announced after', { isBefore: false, ssr: false }],
      ['announced before, with ssr', { isBefore: true, ssr: true }],
      ['announced after, with ssr', { isBefore: false, ssr: true }],
    ])('%s: connector and announcement of one rdns are one entry', async (_name, { isBefore, ssr }) => {
      openWindow()
      const rdns = 'com.example.passkey'
      const provider = await open().open().connector.getProvider()
      const announce = (): void =>
        onTestFinished(announceProvider(provider, { name: 'A', icon: 'data:image/svg+xml,<svg/>', rdns }))
      if (isBefore) announce()
      const config = core.createConfig({
        chains: [anvil.chain],
        transports: {} as never,
        ssr,
        storage: core.createStorage({ storage: createStorage() as never }),
        connectors: [passkey.from(provider, { rdns })],
      })
      if (!isBefore) announce()
      await core.hydrate(config, { reconnectOnMount: false }).onMount()
      // wagmi takes no announcement before it has read its storage, which is asynchronous.
      await new Promise((resolve) => setImmediate(resolve))
      expect(config.connectors.map(({ id }) => id)).toEqual([rdns])
      // One of another name is listed, so announcements do arrive.
      onTestFinished(
        announceProvider(provider, { name: 'B', icon: 'data:image/svg+xml,<svg/>', rdns: 'com.example.other' }),
      )
      expect(config.connectors.map(({ id }) => id as string)).toEqual([rdns, 'com.example.other'])
    })

    test('id and rdns are the RP ID in reverse, and everything can be named', () => {
      const [connector] = open().open().config.connectors
      expect(connector).toMatchObject({
        id: 'localhost.passkey',
        rdns: 'localhost.passkey',
        name: 'Passkey',
        type: 'injected',
      })
      const details = { id: 'a', rdns: 'com.a', name: 'A', icon: 'data:image/svg+xml,<svg/>', type: 'passkey' }
      expect(open(details).open().connector).toMatchObject(details)
      expect(open({ rp: { id: 'app.example.com' } }).open().connector.id).toBe('com.example.app.passkey')
    })

    test.each([undefined, ''])('a connector for the RP ID %o is made, and connects nobody', async (id) => {
      const dapp = open()
      const page = dapp.open({ rp: { id: id as never } })
      expect([page.connector.id, page.connector.rdns]).toEqual(['passkey', undefined])
      await expect(connect(page, { method: 'login' })).rejects.toMatchObject({ data: { name: 'InvalidRpIdError' } })
    })

    test('on a server a config is made without touching anything', async () => {
      const touched: string[] = []
      const trap = (name: string) =>
        new Proxy(
          {},
          {
            get: (_target, key) => {
              touched.push(`${name}.${String(key)}`)
            },
          },
        )
      const keys = watchKeys()
      vi.stubGlobal('localStorage', trap('localStorage'))
      vi.stubGlobal('navigator', trap('navigator'))
      vi.stubGlobal('BroadcastChannel', function touch() {
        touched.push('BroadcastChannel')
      })
      onTestFinished(() => void vi.unstubAllGlobals())
      const dapp = open()
      const config = core.createConfig({
        chains: [anvil.chain],
        transports: { [anvil.chain.id]: core.custom?.({ request: async () => null }) } as never,
        ssr: true,
        storage: core.createStorage({ storage: core.cookieStorage }),
        connectors: [passkey({ rp: { id: 'example.com' }, organizationId: signer.organizationId })],
      })
      const cookie = `wagmi.store=${JSON.stringify({ state: { chainId: anvil.chain.id, connections: { __type: 'Map', value: [] }, current: null }, version: 3 })}`
      expect(core.cookieToInitialState(config, cookie)).toBeDefined()
      core.hydrate(config, { reconnectOnMount: true })
      expect({ touched, keys: keys.made.mock.calls.length, requests: dapp.network.requests }).toEqual({
        touched: [],
        keys: 0,
        requests: [],
      })
    })

    test('what wagmi keeps, in a cookie for example, has no id of the user', async () => {
      const kept = new Map<string, string>()
      const dapp = open()
      const page = dapp.open()
      const config = core.createConfig({
        chains: page.config.chains,
        transports: page.config._internal.transports as never,
        storage: core.createStorage({
          storage: {
            getItem: (key) => kept.get(key) ?? null,
            setItem: (key, value) => void kept.set(key, value),
            removeItem: (key) => void kept.delete(key),
          },
        }),
        connectors: [passkey({ rp: dapp.rp, organizationId: '' })],
      })
      // The same connector in a config with another storage.
      await core.connect(config, { connector: page.connector, capabilities: { method: 'register' } } as never)
      const wallet = page.connector.getWallet()
      const text = [...kept.values()].join()
      expect(text).toContain(wallet?.address)
      for (const id of [wallet?.organizationId, wallet?.userId, wallet?.walletId, wallet?.credentialId])
        expect(text).not.toContain(id)
    })

    if (version !== '2.17.3')
      test('Sign-In with Ethereum at connect: a message that verifies', async () => {
        const dapp = open()
        const page = dapp.open()
        const signInWithEthereum = { nonce: 'abcdefgh12345678', domain: 'dapp.example', uri: 'https://dapp.example' }
        const { accounts } = await connect(page, { method: 'register', signInWithEthereum }, { withCapabilities: true })
        const [account] = accounts as unknown as [
          { address: Address; capabilities: { signInWithEthereum: { message: string; signature: `0x${string}` } } },
        ]
        const { nonce, domain } = signInWithEthereum
        expect(
          await verifySiweMessage(anvil.publicClient, { ...account.capabilities.signInWithEthereum, nonce, domain }),
        ).toBe(true)
        expect(page.config.state.connections.get(page.connector.uid)?.accounts).toEqual([account.address])
        expect(dapp.prompts).toHaveLength(2)
      })

    test('Sign-In with Ethereum names the chain that connect switches to, or its own', async () => {
      const messages: string[] = []
      const page = open().open({
        approve: async (request) => {
          if (request.type === 'message') messages.push(String(request.message))
        },
      })
      const fields = { nonce: 'abcdefgh12345678', domain: 'dapp.example', uri: 'https://dapp.example' }
      await connect(page, { method: 'register', signInWithEthereum: fields }, { chainId: otherChain.id })
      await core.disconnect(page.config)
      const own = { ...fields, chainId: anvil.chain.id }
      await connect(page, { method: 'login', signInWithEthereum: own }, { chainId: otherChain.id })
      expect(messages.map((message) => parseSiweMessage(message).chainId)).toEqual([otherChain.id, anvil.chain.id])
      expect(await page.connector.getChainId()).toBe(otherChain.id)
    })
  })
}

/** Keeps one session. */
function createMemory(): NonNullable<Exclude<passkey.Parameters['session'], false | undefined>['storage']> {
  let kept: Awaited<ReturnType<ReturnType<typeof createMemory>['load']>>
  return {
    load: async () => kept,
    save: async (session) => {
      kept = session
    },
    remove: async (publicKey) => {
      if (kept?.key.publicKey === publicKey) kept = undefined
    },
  }
}

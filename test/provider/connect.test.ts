import { numberToHex } from 'viem'
import { parseSiweMessage } from 'viem/siwe'
import type { PasskeyAccount } from 'viem-passkey-account'
import type { ConnectedWallet, ConnectRequest } from 'viem-passkey-account/provider'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { openApp, type Page } from './openApp.js'
import { openProvider, otherChain } from './openProvider.js'

const anvil: Anvil = await startAnvil()
afterAll(anvil.stop)

const connect = (capabilities?: object, fields: object = { version: '1' }): unknown[] => [{ ...fields, capabilities }]
/** Outside of a page, a message needs its site. */
const message = { nonce: 'abcdefgh', domain: 'a.example', uri: 'https://a.example' }

describe('wallet_connect and wallet_disconnect (ERC-7846)', () => {
  test('the answer has the accounts with their capabilities, and nothing else', async () => {
    const { send, account } = await openProvider(anvil)
    const accounts = [{ address: account.address, capabilities: {} }]
    for (const params of [undefined, [], [{}], connect(), connect({}), connect({}, {})])
      expect(await send('wallet_connect', params)).toEqual({ accounts })
    for (const params of [undefined, [], [{}]]) expect(await send('wallet_disconnect', params)).toBe(null)
    expect(await send('eth_accounts')).toEqual([])
  })

  test.each([
    ['a version that it does not know', connect({}, { version: '2' })],
    ['a version of another method', connect({}, { version: '2.0.0' })],
    ['a version that is a number', connect({}, { version: 1 })],
    ['a version that is null', connect({}, { version: null })],
    ['parameters that are null', [null]],
    ['parameters that are text', ['register']],
    ['capabilities that are null', [{ version: '1', capabilities: null }]],
    ['capabilities that are a list', connect([])],
    ['a method that it does not know', connect({ method: 'guess' })],
    ['a method that is null', connect({ method: null })],
    ['a name that is a number', connect({ name: 5 })],
    ['selectAccount that is text', connect({ selectAccount: 'yes' })],
    ['a signal that is none', connect({ signal: {} })],
    ['a signal that is text', connect({ signal: 'abort' })],
    ['a message that is true', connect({ signInWithEthereum: true })],
    ['a message without a nonce', connect({ signInWithEthereum: {} })],
  ])('refuses %s with -32602, and connects nobody', async (_name, params) => {
    const { codeOf, send, prompts } = await openProvider(anvil)
    expect(await codeOf('wallet_connect', params)).toBe(-32602)
    expect({ accounts: await send('eth_accounts'), prompts: prompts() }).toEqual({ accounts: [], prompts: 0 })
  })

  test('an unknown capability is 5700 unless it is optional', async () => {
    const { codeOf, send, account } = await openProvider(anvil)
    for (const capability of [{}, { optional: false }, { optional: 'true' }, true, null, 'x', []])
      expect([capability, await codeOf('wallet_connect', connect({ grantPermissions: capability }))]).toEqual([
        capability,
        5700,
      ])
    expect(await send('eth_accounts')).toEqual([])
    const capabilities = { grantPermissions: { optional: true, expiry: 1 }, other: undefined }
    expect(await send('wallet_connect', connect(capabilities))).toEqual({
      accounts: [{ address: account.address, capabilities: {} }],
    })
  })

  test('a Sign-In with Ethereum message is exactly what was asked for', async () => {
    const { send, account } = await openProvider(anvil)
    const fields = {
      ...message,
      version: '1',
      scheme: 'https',
      statement: 'I agree.',
      chainId: numberToHex(otherChain.id),
      issuedAt: '2026-01-31T12:00:00Z',
      notBefore: '2026-01-31T12:00:00.5+02:00',
      expirationTime: '2099-12-31T23:59:59-11:30',
      requestId: 'request-1',
      resources: ['https://a.example/terms', 'ipfs://bafy'],
    }
    const { accounts } = (await send('wallet_connect', connect({ signInWithEthereum: fields }))) as {
      accounts: { capabilities: { signInWithEthereum: { message: string; signature: string } } }[]
    }
    const { signInWithEthereum } = accounts[0]?.capabilities ?? {}
    expect(signInWithEthereum?.message).toBe(
      [
        'https://a.example wants you to sign in with your Ethereum account:',
        account.address,
        '',
        'I agree.',
        '',
        'URI: https://a.example',
        'Version: 1',
        `Chain ID: ${otherChain.id}`,
        'Nonce: abcdefgh',
        'Issued At: 2026-01-31T12:00:00Z',
        'Expiration Time: 2099-12-31T23:59:59-11:30',
        'Not Before: 2026-01-31T12:00:00.5+02:00',
        'Request ID: request-1',
        'Resources:',
        '- https://a.example/terms',
        '- ipfs://bafy',
      ].join('\n'),
    )
    expect(parseSiweMessage(signInWithEthereum?.message ?? '')).toMatchObject({
      requestId: 'request-1',
      scheme: 'https',
    })
    expect(signInWithEthereum?.signature).toBe(
      await account.signMessage({ message: signInWithEthereum?.message ?? '' }),
    )
  })

  const injected = 'x\nResources:\n- https://evil.example'
  test.each([
    ['version', '2'],
    ['version', 1],
    ['scheme', 'not a scheme'],
    ['scheme', 5],
    ['issuedAt', '2026-01-31'],
    ['issuedAt', 'Sat, 31 Jan 2026 12:00:00 GMT'],
    ['issuedAt', '2026-13-31T12:00:00Z'],
    ['issuedAt', '2026-01-31T12:00:00Z (\nNonce: zzzzzzzz)'],
    ['expirationTime', 1_900_000_000],
    ['notBefore', '2026-01-31T12:00:00'],
    ['requestId', injected],
    ['requestId', 'a\u2028b'],
    ['statement', injected],
    ['statement', 'a\rb'],
    ['nonce', `abcdefgh\n${injected}`],
    ['domain', `a.example\n${injected}`],
    ['uri', `https://a.example\n${injected}`],
    ['resources', [injected]],
    ['resources', [5]],
    ['chainId', 1.5],
    ['chainId', -1],
    ['chainId', '31337'],
  ])('refuses a message with %s %j before a prompt', async (field, value) => {
    const { codeOf, prompts } = await openProvider(anvil)
    const fields = { ...message, [field]: value }
    expect(await codeOf('wallet_connect', connect({ method: 'login', signInWithEthereum: fields }))).toBe(-32602)
    expect(prompts()).toBe(0)
  })
})

/** A provider whose `connect` ends when the test says so. */
async function openSlow(other?: PasskeyAccount): Promise<
  Awaited<ReturnType<typeof openProvider>> & {
    finish: (account?: PasskeyAccount) => void
    seen: ConnectRequest[]
    forgotten: ConnectedWallet[]
  }
> {
  const [seen, forgotten]: [ConnectRequest[], ConnectedWallet[]] = [[], []]
  let finish = (_account?: PasskeyAccount): void => undefined
  const opened = await openProvider(anvil, {
    connect: (request) => {
      seen.push(request)
      return new Promise((resolve) => {
        finish = (account = other ?? opened.account) => resolve({ accounts: [account] })
      })
    },
    forget: (wallet) => void forgotten.push(wallet),
  })
  return { ...opened, finish: (account) => finish(account), seen, forgotten }
}

describe('a signal that aborts an attempt to connect', () => {
  const methods = ['register', 'login', undefined] as const

  test.each(methods)('%s: one that has aborted calls nothing', async (method) => {
    const { send, seen, events } = await openSlow()
    const reason = new Error('too late')
    const error = await send('wallet_connect', connect({ method, signal: AbortSignal.abort(reason) })).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ name: 'UserRejectedRequestError', code: 4001, cause: reason })
    expect({ seen, events, accounts: await send('eth_accounts') }).toEqual({ seen: [], events: [], accounts: [] })
  })

  test.each(methods)('%s: ends at once, and what comes later is forgotten', async (method) => {
    const { send, codeOf, finish, forgotten, events, account, seen, storage } = await openSlow()
    const controller = new AbortController()
    await send('eth_accounts')
    const connecting = codeOf('wallet_connect', connect({ method, signal: controller.signal }))
    await expect.poll(() => seen.length).toBe(1)
    expect(seen[0]?.signal).toBe(controller.signal)
    controller.abort()
    expect(await connecting).toBe(4001)
    finish()
    await expect.poll(() => forgotten).toEqual([{ accounts: [account] }])
    expect({ events, stored: [...storage.values.keys()] }).toEqual({ events: [], stored: [] })
    expect(await send('eth_accounts')).toEqual([])
  })

  test('the next attempt may begin in the same task, and an older result does not end it', async () => {
    const { send, codeOf, account, finish, forgotten } = await openSlow()
    const controller = new AbortController()
    const first = codeOf('wallet_connect', connect({ method: 'login', signal: controller.signal }))
    controller.abort()
    const second = send('wallet_connect', connect({ method: 'login' }))
    expect(await first).toBe(4001)
    finish()
    expect(await second).toMatchObject({ accounts: [{ address: account.address }] })
    expect(forgotten).toEqual([])
    expect(await send('eth_accounts')).toEqual([account.address])
  })

  test('two attempts with one signal are one, with two signals not', async () => {
    const { codeOf, finish, seen } = await openSlow()
    const { signal } = new AbortController()
    const both = [1, 2].map(() => codeOf('wallet_connect', connect({ method: 'login', signal })))
    expect(await codeOf('wallet_connect', connect({ method: 'login' }))).toBe(-32002)
    finish()
    for (const result of await Promise.all(both)) expect(result).toMatch('no error')
    expect(seen.length).toBe(1)
  })

  test('while the message is signed: nothing is connected', async () => {
    const { codeOf, send, passkey, prompts, events, storage } = await openProvider(anvil)
    let answer = (_answer: 'cancel'): void => undefined
    passkey.next(
      new Promise((resolve) => {
        answer = resolve
      }),
    )
    const controller = new AbortController()
    const capabilities = { signInWithEthereum: message, signal: controller.signal }
    const connecting = codeOf('wallet_connect', connect(capabilities))
    await expect.poll(prompts).toBe(1)
    controller.abort()
    expect(await connecting).toBe(4001)
    answer('cancel')
    expect({ accounts: await send('eth_accounts'), events }).toEqual({ accounts: [], events: [] })
    expect([...storage.values.keys()]).toEqual([])
  })

  test('after another user was let in, the one before is not left with their records', async () => {
    const other = await openProvider(anvil)
    const { send, codeOf, finish, account, forgotten } = await openSlow()
    const connecting = send('wallet_connect', connect({ method: 'login' }))
    finish(account)
    await connecting
    other.passkey.next('cancel')
    const next = codeOf('wallet_connect', connect({ method: 'login', signInWithEthereum: message }))
    finish(other.account)
    expect(await next).toBe(4001)
    expect(await send('eth_accounts')).toEqual([])
    await expect.poll(() => forgotten).toEqual([{ accounts: [account] }])

    const same = await openSlow()
    const first = same.send('wallet_connect', connect({ method: 'login' }))
    same.finish()
    await first
    same.passkey.next('cancel')
    const again = same.codeOf('wallet_connect', connect({ method: 'login', signInWithEthereum: message }))
    same.finish()
    expect(await again).toBe(4001)
    expect(await same.send('eth_accounts')).toEqual([same.account.address])
  })
})

describe('a signal that aborts a sign-up or a sign-in', () => {
  test.each(['register', 'login'])('%s: the open prompt is aborted, and the next attempt works', async (method) => {
    const { open, passkey, storage, network } = await openApp()
    if (method === 'login') {
      const { connect, provider } = open()
      await connect({ method: 'register' })
      await provider.disconnect()
    }
    const before = [...storage.values.keys()]
    const requests = network.requests.length
    const prompts: string[] = []
    const hang = (_options: unknown, { signal }: { signal?: AbortSignal | undefined }) =>
      new Promise<never>((_resolve, reject) => {
        prompts.push('opened')
        signal?.addEventListener('abort', () => {
          prompts.push('aborted')
          reject(signal.reason)
        })
      })
    const { send, connect } = open({ createFn: hang, getFn: hang })
    const controller = new AbortController()
    const connecting = connect({ method, signal: controller.signal }).catch((error: unknown) => error)
    await expect.poll(() => prompts).toEqual(['opened'])
    controller.abort()
    expect(await connecting).toMatchObject({ code: 4001, cause: { name: 'AbortError' } })
    expect(await send('eth_accounts')).toEqual([])
    await expect.poll(() => [...storage.values.keys()]).toEqual(before)
    expect(network.requests.length).toBe(requests)
    expect(prompts).toEqual(['opened', 'aborted'])
    expect(await open().connect({ method })).toHaveLength(1)
    expect(passkey.prompts.filter(({ type }) => type === 'create')).toHaveLength(1)
  })

  /** Connects once for each request that a connect sends, aborts in that request, and checks that nothing is left of it. */
  async function abortAtEach(
    { network, storage }: Awaited<ReturnType<typeof openApp>>,
    { connect, send, provider }: Page,
    { method, after }: { method: string; after: (step: number) => Promise<void> },
  ): Promise<number> {
    network.requests.length = 0
    await connect({ method })
    const count = network.requests.length
    await provider.disconnect()
    for (let step = 1; step <= count; step++) {
      const controller = new AbortController()
      network.requests.length = 0
      network.onRequest = (index) => {
        if (index === step) controller.abort()
      }
      const error = await connect({ method, signal: controller.signal }).catch((thrown: unknown) => thrown)
      network.onRequest = () => undefined
      expect([step, error]).toMatchObject([step, { code: 4001 }])
      expect([...storage.values.keys()]).toEqual([])
      expect(await send('eth_accounts')).toEqual([])
      await after(step)
    }
    return count
  }

  test('at each request of a register: nothing is stored, and the next attempt takes the same passkey', async () => {
    const app = await openApp()
    const page = app.open()
    const count = await abortAtEach(app, page, {
      method: 'register',
      after: async () => {
        const before = app.types().length
        expect(await page.connect({ method: 'register' })).toHaveLength(1)
        expect(app.types().slice(before)).toEqual([])
        await page.provider.disconnect()
      },
    })
    expect(count).toBe(1)
  })

  test('at each request of a login: nothing is stored, and no session goes on', async () => {
    const app = await openApp()
    const { network, sessionStorage, types } = app
    const page = app.open({ session: { storage: sessionStorage } })
    await page.connect({ method: 'register' })
    await page.provider.disconnect()
    const count = await abortAtEach(app, page, {
      method: 'login',
      after: async (step) => {
        expect(await sessionStorage.load()).toBe(undefined)
        // Once it has begun, it is ended at the signer too.
        if (step > 1) await expect.poll(() => network.requests.join()).toContain('delete_api_keys')
      },
    })
    expect(count).toBeGreaterThan(2)
    const before = types().length
    expect(await page.connect({ method: 'login' })).toHaveLength(1)
    expect(types().slice(before)).toEqual(['get'])
  })
})

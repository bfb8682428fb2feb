import { numberToHex, UserRejectedRequestError } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage, parseSiweMessage, verifySiweMessage } from 'viem/siwe'
import { InvalidParameterError, signMany } from 'viem-passkey-account'
import {
  type ApprovalRequest,
  announceProvider,
  type ConnectedWallet,
  createProvider,
  passkeyWallet,
} from 'viem-passkey-account/provider'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { createDeferred } from '../harness/createDeferred.js'
import { createStorage, openProvider, otherChain } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain, publicClient } = anvil
const to = '0x000000000000000000000000000000000000bEEF'
const pair = [{ to }, { to }]
const sendCalls = [{ version: '2.0.0', chainId: numberToHex(chain.id), calls: pair }]

test('a reload restores account and chain, without a prompt, and with the request that comes first', async () => {
  const { send, reload, account, prompts } = await openProvider(anvil)
  await send('eth_requestAccounts')
  await send('wallet_switchEthereumChain', [{ chainId: numberToHex(otherChain.id) }])
  for (const method of ['eth_accounts', 'eth_requestAccounts'])
    expect(await reload().request({ method } as never)).toEqual([account.address])
  expect(await reload().request({ method: 'eth_chainId' })).toBe(numberToHex(otherChain.id))
  expect(prompts()).toBe(0)
  const signature = await reload().request({ method: 'personal_sign', params: ['0x00', account.address] })
  expect(signature).toBe(await account.signMessage({ message: { raw: '0x00' } }))
})

test('a page that never connected, or that disconnected, is not restored', async () => {
  const { send, reload } = await openProvider(anvil)
  expect(await reload().request({ method: 'eth_accounts' })).toEqual([])
  await send('eth_requestAccounts')
  await send('wallet_disconnect')
  expect(await reload().request({ method: 'eth_accounts' })).toEqual([])
  await send('wallet_disconnect')
})

test('a restore that fails, or finds nothing, leaves the page disconnected', async () => {
  const restores = [
    () => undefined,
    () => {
      throw new Error('broken')
    },
    async () => Promise.reject(new Error('broken')),
  ]
  for (const restore of restores) {
    const { send, reload, account } = await openProvider(anvil, { restore })
    await send('eth_requestAccounts')
    const reloaded = reload()
    expect(await reloaded.request({ method: 'eth_accounts' })).toEqual([])
    expect(await reloaded.request({ method: 'eth_requestAccounts' })).toEqual([account.address])
  }
})

test('a storage that refuses, or holds something else, costs the reload and nothing else', async () => {
  const refuse = (): never => {
    throw new Error('SecurityError')
  }
  const reject = async (): Promise<never> => refuse()
  const storages = [
    { getItem: refuse, setItem: refuse, removeItem: refuse },
    { getItem: reject, setItem: reject, removeItem: reject },
    {
      getItem: () => '{"chainId":"x","connected":5,"records":7}',
      setItem: () => undefined,
      removeItem: () => undefined,
    },
    { getItem: () => 'nonsense', setItem: () => undefined, removeItem: () => undefined },
  ]
  for (const storage of storages) {
    const { send, account, mined } = await openProvider(anvil, { storage })
    expect(await send('eth_accounts')).toEqual([])
    expect(await send('eth_requestAccounts')).toEqual([account.address])
    const { id } = (await send('wallet_sendCalls', sendCalls)) as { id: string }
    await mined()
    const found = send('wallet_getCallsStatus', [id])
    // One that says yes and keeps nothing cannot be told from one that works.
    await (storage.setItem === refuse || storage.setItem === reject
      ? expect(found).resolves.toMatchObject({ status: 200 })
      : expect(found).rejects.toMatchObject({ code: 5730 }))
    await send('wallet_disconnect')
    expect(await send('eth_accounts')).toEqual([])
  }
})

test('an asynchronous storage works', async () => {
  const { values, ...sync } = createStorage()
  const storage = {
    getItem: async (key: string) => sync.getItem(key),
    setItem: async (key: string, value: string) => sync.setItem(key, value),
    removeItem: async (key: string) => sync.removeItem(key),
  }
  const { send, reload, account } = await openProvider(anvil, { storage })
  await send('eth_requestAccounts')
  expect(await reload().request({ method: 'eth_accounts' })).toEqual([account.address])
  expect(values.size).toBe(1)
})

test('disconnecting works while the signer is down, and forgets in the background', async () => {
  const forgotten: ConnectedWallet[] = []
  const { provider, send, account, events } = await openProvider(anvil, {
    forget: async (wallet) => {
      forgotten.push(wallet)
      throw new Error('the signer is down')
    },
  })
  await send('eth_requestAccounts')
  await provider.disconnect()
  await provider.disconnect()
  expect(forgotten).toEqual([{ accounts: [account] }])
  expect(events.slice(2).map(([name]) => name)).toEqual(['accountsChanged', 'disconnect'])
  expect(() => provider.getAccount()).toThrow('No account is connected.')
  expect(() => provider.getClient()).toThrow('No account is connected.')
  await expect(send('personal_sign', ['0x00', account.address])).rejects.toMatchObject({ code: 4100 })
})

test('a wallet is remembered after the connection is stored, and forgotten before that is removed', async () => {
  const seen: [name: string, stored: number][] = []
  const { send, storage } = await openProvider(anvil, {
    remember: () => {
      seen.push(['remember', storage.values.size])
      throw new Error('broken')
    },
    forget: () => void seen.push(['forget', storage.values.size]),
  })
  await send('eth_requestAccounts')
  await send('wallet_disconnect')
  expect(seen).toEqual([
    ['remember', 1],
    ['forget', 1],
  ])
  expect(storage.values.size).toBe(0)
})

test('a user who connects while the storage is read for a disconnect elsewhere stays connected', async () => {
  const kept = createStorage()
  let isReading = (): void => undefined
  let finish: ((value: null) => void) | undefined
  const reading = new Promise<void>((resolve) => {
    isReading = resolve
  })
  let isHeld = false
  const getItem = (key: string) => {
    if (!isHeld) return kept.getItem(key)
    isHeld = false
    isReading()
    return new Promise<null>((resolve) => {
      finish = resolve
    })
  }
  const { send, account } = await openProvider(anvil, { storage: { ...kept, getItem } })
  await send('eth_requestAccounts')
  isHeld = true
  const otherTab = new BroadcastChannel('viem-passkey-account')
  otherTab.postMessage(['viem-passkey-account.connected', account.address])
  await reading
  await send('wallet_connect', [{ version: '1', capabilities: { method: 'login' } }])
  finish?.(null)
  // After every callback of the promise.
  await new Promise((resolve) => setImmediate(resolve))
  expect(await send('eth_accounts')).toEqual([account.address])
  otherTab.close()
})

test('a disconnect during a connect wins, and another way to connect waits', async () => {
  let finish = (): void => undefined
  let calls = 0
  const { send, codeOf, account, provider } = await openProvider(anvil, {
    connect: () => {
      calls++
      return new Promise((resolve) => {
        finish = () => resolve({ accounts: [account] })
      })
    },
  })
  const connecting = codeOf('wallet_connect', [{ capabilities: { method: 'login' } }])
  const again = codeOf('wallet_connect', [{ capabilities: { method: 'login' } }])
  expect(await codeOf('wallet_connect', [{ capabilities: { method: 'register' } }])).toBe(-32002)
  await provider.disconnect()
  finish()
  expect([await connecting, await again, calls]).toEqual([4100, 4100, 1])
  expect(await send('eth_accounts')).toEqual([])
})

test('whatever connects the known wallet joins the attempt that runs', async () => {
  const { promise, resolve } = createDeferred()
  let calls = 0
  const { codeOf, account } = await openProvider(anvil, {
    connect: async () => {
      calls++
      await promise
      return { accounts: [account] }
    },
  })
  const codes = [
    codeOf('wallet_connect', [{ version: '1' }]),
    codeOf('eth_requestAccounts'),
    codeOf('wallet_requestPermissions', [{ eth_accounts: {} }]),
    codeOf('wallet_connect', [{ version: '1', capabilities: { selectAccount: false } }]),
  ]
  resolve()
  for (const code of await Promise.all(codes)) expect(code).toMatch('no error')
  expect(calls).toBe(1)
})

test('an attempt that was aborted, and returns late, forgets nobody who has connected since', async () => {
  const late = createDeferred()
  const other = privateKeyToAccount(generatePrivateKey())
  const forgotten: ConnectedWallet[] = []
  let calls = 0
  const { send, codeOf, account } = await openProvider(anvil, {
    connect: async () => {
      if (calls++ > 0) return { accounts: [other] as never }
      await late.promise
      return { accounts: [account] }
    },
    forget: (wallet) => void forgotten.push(wallet),
  })
  const controller = new AbortController()
  const aborted = codeOf('wallet_connect', [{ capabilities: { method: 'login', signal: controller.signal } }])
  controller.abort()
  expect(await aborted).toBe(4001)
  await send('wallet_connect', [{ capabilities: { method: 'register' } }])
  late.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  expect(await send('eth_accounts')).toEqual([other.address])
  expect(forgotten).toEqual([])
})

test('with a method, connect is called before the request returns its promise', async () => {
  let called: unknown
  const { send, account } = await openProvider(anvil, {
    connect: async (request) => {
      called = request
      return { accounts: [account] }
    },
  })
  const connecting = send('wallet_connect', [{ version: '1', capabilities: { method: 'register', name: 'Anna' } }])
  expect(called).toEqual({ method: 'register', name: 'Anna' })
  expect(await connecting).toEqual({ accounts: [{ address: account.address, capabilities: {} }] })
  expect(await send('wallet_disconnect')).toBe(null)
})

test('a listener that throws or leaves does not keep the others from hearing', async () => {
  const { provider, send, account } = await openProvider(anvil)
  const heard: unknown[] = []
  const left = (): void => void heard.push('left')
  provider.on('accountsChanged', left)
  provider.on('accountsChanged', () => provider.removeListener('accountsChanged', left))
  provider.on('accountsChanged', (accounts) => heard.push(accounts))
  provider.removeListener('accountsChanged', () => undefined)
  await send('eth_requestAccounts')
  await provider.disconnect()
  expect(heard).toEqual(['left', [account.address], []])
})

test('two accounts: the first is active, and any of them signs', async () => {
  const second = await openProvider(anvil)
  const { send, provider, account } = await openProvider(anvil, {
    accounts: (account) => [account, second.account],
  })
  const addresses = [account.address, second.account.address]
  expect(await send('eth_requestAccounts')).toEqual(addresses)
  for (const address of addresses) {
    expect(await send('personal_sign', ['hi', address.toLowerCase()])).toBe(
      await provider.getAccount(address).signMessage({ message: 'hi' }),
    )
    expect(await send('eth_sendTransaction', [{ from: address, to }])).toMatch(/^0x/)
  }
  expect(provider.getAccount().address).toBe(account.address)
})

test('approve sees the decoded request and the chain before each prompt', async () => {
  const seen: ApprovalRequest[] = []
  const promptsThen: number[] = []
  const opened = await openProvider(anvil, {
    approve: async (request) => {
      seen.push(request)
      promptsThen.push(opened.prompts())
    },
  })
  const { send, provider, account, prompts } = opened
  await send('eth_requestAccounts')
  const { address } = account
  const typedData = {
    types: { Mail: [{ name: 'text', type: 'string' }] },
    primaryType: 'Mail',
    message: { text: 'hi' },
  }
  await send('personal_sign', ['0x6869', address])
  await send('personal_sign', ['0xff', address])
  await send('eth_signTypedData_v4', [address, JSON.stringify(typedData)])
  await send('eth_sendTransaction', [{ from: address, to, value: '0x5' }])
  await send('wallet_sendCalls', sendCalls)
  const client = provider.getClient({ chainId: chain.id })
  await client.signAuthorization({ contractAddress: to, chainId: 5, nonce: 1 })
  await provider.getAccount().sign({ hash: `0x${'ab'.repeat(32)}` })
  await send('wallet_connect', [
    { capabilities: { signInWithEthereum: { nonce: 'abcdefgh', domain: 'a.example', uri: 'https://a.example' } } },
  ])
  expect(seen.map(({ type }) => type)).toEqual([
    'message',
    'message',
    'typedData',
    'transaction',
    'calls',
    'authorization',
    'hash',
    'message',
  ])
  expect(promptsThen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(prompts()).toBe(8)
  expect(seen.every((request) => request.address === address)).toBe(true)
  expect(seen[0]).toMatchObject({ message: 'hi', chain: { id: chain.id } })
  expect(seen[1]).toMatchObject({ message: { raw: '0xff' } })
  expect(seen[2]).toMatchObject({ typedData })
  expect(seen[3]).toMatchObject({
    transaction: { to, value: 5n, chainId: chain.id, nonce: 0, gas: expect.any(BigInt) },
  })
  expect(seen[4]).toMatchObject({
    transactions: [
      { to, nonce: 1 },
      { to, nonce: 2 },
    ],
  })
  // A chain that the provider does not have.
  expect(seen[5]).toMatchObject({ chain: { id: 5, name: 'Chain 5' }, authorization: { nonce: 1 } })
})

test('approve sees of typed data what is signed, and values without a type are ignored as other wallets do', async () => {
  const seen: unknown[] = []
  const { send, account } = await openProvider(anvil, { approve: async (request) => void seen.push(request) })
  await send('eth_requestAccounts')
  const types = {
    Mails: [
      { name: 'mails', type: 'Mail[1][]' },
      { name: 'first', type: 'Mail' },
      { name: 'amount', type: 'uint256' },
    ],
    Mail: [{ name: 'text', type: 'string' }],
  }
  const mail = { text: 'hi' }
  const message = { mails: [[mail], [mail]], first: mail, amount: 5 }
  const noisy = { ...mail, note: 'not signed', __proto__: null }
  const extra = { mails: [[noisy], [mail]], first: noisy, amount: 5, more: { text: 'x' } }
  const typedData = { domain: { name: 'Mail' }, types, primaryType: 'Mails', message }
  const signatures = [typedData, { ...typedData, message: extra }].map((data) =>
    send('eth_signTypedData_v4', [account.address, JSON.stringify(data)]),
  )
  const [first, second] = await Promise.all(signatures)
  expect(first).toBe(second)
  expect(seen).toMatchObject([{ typedData: { message } }, { typedData: { message } }])
  expect(JSON.stringify(seen)).not.toContain('not signed')
  expect(JSON.stringify(seen)).not.toContain('more')
})

test('approve that refuses is 4001, without a prompt, whatever signs', async () => {
  const { send, provider, account, prompts, codeOf } = await openProvider(anvil, {
    approve: () => Promise.reject('no'),
  })
  await send('eth_requestAccounts')
  const { address } = account
  expect(await codeOf('personal_sign', ['0x00', address])).toBe(4001)
  expect(await codeOf('eth_sendTransaction', [{ from: address, to }])).toBe(4001)
  expect(await codeOf('eth_signTransaction', [{ from: address, to }])).toBe(4001)
  expect(await codeOf('wallet_sendCalls', sendCalls)).toBe(4001)
  const client = provider.getClient()
  for (const run of [
    () => client.signMessage({ message: 'hi' }),
    () => client.signAuthorization({ contractAddress: to }),
    () => provider.getAccount().signMessage({ message: 'hi' }),
  ])
    await expect(run()).rejects.toBeInstanceOf(UserRejectedRequestError)
  await expect(client.sendTransaction({ to })).rejects.toThrow('User rejected')
  expect(prompts()).toBe(0)
})

test('what changes while the dialog is open is not signed', async () => {
  const typedData = {
    types: { Mail: [{ name: 'text', type: 'string' }] },
    primaryType: 'Mail',
    message: { text: 'shown' },
  } as const
  const transaction = { type: 'eip1559', chainId: chain.id, to, value: 1n, gas: 21_000n, maxFeePerGas: 1n } as const
  const change = (target: object, fields: object): void => void Object.assign(target, fields)
  const { send, provider, account } = await openProvider(anvil, {
    approve: async () => {
      change(mutable.message, { text: 'changed' })
      change(request, { value: 9n })
    },
  })
  await send('eth_requestAccounts')
  const mutable = structuredClone(typedData)
  const request = { ...transaction }
  const signature = await provider.getAccount().signTypedData(mutable)
  expect(await publicClient.verifyTypedData({ ...typedData, address: account.address, signature })).toBe(true)
  request.value = 1n as never
  expect(await provider.getAccount().signTransaction(request)).toBe(await account.signTransaction(transaction))
})

test('the dialog names the chain of the transaction that it shows, whatever a second read says', async () => {
  const seen: unknown[] = []
  const { send, provider } = await openProvider(anvil, {
    approve: async (request) => void seen.push(request.chain.id, request.type === 'transaction' && request.transaction),
  })
  await send('eth_requestAccounts')
  let reads = 0
  const transaction = {
    type: 'eip1559',
    to,
    get chainId() {
      return reads++ === 0 ? chain.id : otherChain.id
    },
  } as const
  await provider.getAccount().signTransaction(transaction)
  expect(seen).toMatchObject([chain.id, { chainId: chain.id }])
})

test('the client is kept, prompts at once for a prepared transaction, and signs for its own chain', async () => {
  const { send, provider, requests, prompts } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const client = provider.getClient({ chainId: chain.id })
  expect(provider.getClient()).toBe(client)
  expect(() => provider.getClient({ chainId: 1 })).toThrow('Chain 1 is not one of the chains')
  const prepared = {
    to,
    value: 1n,
    nonce: 0,
    gas: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
    type: 'eip1559',
  } as const
  const before = requests.length
  const sending = client.sendTransaction(prepared)
  // No timer and no request: only what is resolved already.
  for (let turn = 0; turn < 50 && prompts() === 0; turn++) await Promise.resolve()
  expect(prompts()).toBe(1)
  await sending
  expect(requests.slice(before)).toEqual(['eth_sendRawTransaction'])

  await send('wallet_switchEthereumChain', [{ chainId: numberToHex(otherChain.id) }])
  expect(await client.getChainId()).toBe(chain.id)
  expect(await client.request({ method: 'eth_blockNumber' })).toMatch(/^0x/)
  expect(await client.sendTransaction({ to })).toMatch(/^0x/)
  expect(await send('eth_chainId')).toBe(numberToHex(otherChain.id))
})

test('a node without eth_fillTransaction is tried once, and a missing field costs one request', async () => {
  const { send, provider, requests } = await openProvider(anvil, {
    intercept: ({ method }) => {
      if (method === 'eth_fillTransaction') throw Object.assign(new Error('no such method'), { code: -32601 })
      return undefined
    },
  })
  await send('eth_requestAccounts')
  for (let count = 0; count < 3; count++) await provider.getClient().sendTransaction({ to })
  expect(requests.filter((method) => method === 'eth_fillTransaction').length).toBe(1)
})

test('the account of the provider signs many', async () => {
  const { send, provider, prompts } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const account = provider.getAccount()
  const [signature] = await signMany(account, { items: [{ message: 'a' }, { message: 'b' }] })
  expect(await publicClient.verifyMessage({ address: account.address, message: 'a', signature })).toBe(true)
  expect(prompts()).toBe(1)
})

test('Sign-In with Ethereum at connect: one prompt, and a message that verifies', async () => {
  const { send, codeOf, account, prompts, events, passkey } = await openProvider(anvil)
  const nonce = 'abcdefgh12345678'
  const fields = {
    nonce,
    domain: 'dapp.example',
    uri: 'https://dapp.example/login',
    statement: 'Hello.',
    resources: ['https://a.example/'],
  }
  const connect = (changes: object): unknown[] => [
    { version: '1', capabilities: { signInWithEthereum: { ...fields, ...changes } } },
  ]
  for (const changes of [
    { domain: undefined },
    { nonce: 'short' },
    { nonce: 5 },
    { statement: 5 },
    { statement: 'two\nlines' },
    { chainId: '0x539' },
    { chainId: 'one' },
    { resources: 'x' },
    { expirationTime: 'tomorrow' },
    { uri: 'nonsense' },
  ])
    expect([changes, await codeOf('wallet_connect', connect(changes))]).toEqual([changes, -32602])
  passkey.next('cancel')
  expect(await codeOf('wallet_connect', connect({}))).toBe(4001)
  // Not connected without the signature.
  expect({ accounts: await send('eth_accounts'), events }).toEqual({ accounts: [], events: [] })
  const before = prompts()
  const result = (await send('wallet_connect', connect({ chainId: numberToHex(otherChain.id) }))) as {
    accounts: { address: string; capabilities: { signInWithEthereum: { message: string; signature: `0x${string}` } } }[]
  }
  const { message, signature } = result.accounts[0]?.capabilities.signInWithEthereum ?? { message: '', signature: '0x' }
  expect(prompts()).toBe(before + 1)
  expect(parseSiweMessage(message)).toMatchObject({
    address: account.address,
    chainId: otherChain.id,
    domain: 'dapp.example',
  })
  expect(await verifySiweMessage(publicClient, { message, signature, domain: 'dapp.example', nonce })).toBe(true)
  expect(createSiweMessage(parseSiweMessage(message) as never)).toBe(message)
})

test('a page without https, which has no randomUUID, announces too', async () => {
  const page = new EventTarget()
  vi.stubGlobal('window', page)
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  onTestFinished(() => void vi.unstubAllGlobals())
  const uuids: string[] = []
  page.addEventListener('eip6963:announceProvider', (event) =>
    uuids.push((event as CustomEvent<{ info: { uuid: string } }>).detail.info.uuid),
  )
  const provider = createProvider({ chains: [chain], connect: async () => Promise.reject() })
  const info = { name: 'A', icon: 'data:image/svg+xml,<svg/>', rdns: 'com.example' } as const
  for (let count = 0; count < 50; count++) announceProvider(provider, info)()
  expect(new Set(uuids).size).toBe(50)
  for (const uuid of uuids) expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

test('creating and announcing touches nothing outside of a page', () => {
  expect(() => createProvider({ chains: [] as never, connect: async () => Promise.reject() })).toThrow(
    InvalidParameterError,
  )
  const wallet = passkeyWallet({ rp: { id: 'example.com' }, organizationId: '' })
  const provider = createProvider({ chains: [chain], ...wallet })
  const info = { name: 'A', icon: 'data:image/svg+xml,<svg/>', rdns: 'com.example' } as const
  expect(announceProvider(provider, info)()).toBe(undefined)
  for (const wrong of [{ icon: 'https://x.example/icon.png' as never }, { rdns: 'example' }, { rdns: 'https://a.b' }])
    expect(() => announceProvider(provider, { ...info, ...wrong })).toThrow(InvalidParameterError)
})

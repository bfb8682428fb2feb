import { numberToHex } from 'viem'
import { mainnet, sepolia } from 'viem/chains'
import type { ProviderStorage } from 'viem-passkey-account/provider'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createDeferred } from '../harness/createDeferred.js'
import { createStorage } from './openProvider.js'
import { anna, ben, delivered, login, openTab } from './openTab.js'

/** A storage whose next write of a value takes until `release` is called. */
function createSlowStorage() {
  const { values } = createStorage()
  const { promise, resolve } = createDeferred()
  const written: string[] = []
  let isHeld = true
  const storage: ProviderStorage = {
    getItem: async (key) => values.get(key) ?? null,
    setItem: async (key, value) => {
      written.push(value)
      if (isHeld) {
        isHeld = false
        await promise
      }
      values.set(key, value)
    },
    removeItem: async (key) => {
      written.push('')
      values.delete(key)
    },
  }
  return { values, storage, written, release: resolve }
}

test('a disconnect is not undone by a slower write before it', async () => {
  const { values, storage, written, release } = createSlowStorage()
  const tab = openTab(storage)
  await tab.request(login)
  await tab.disconnect()
  release()
  await expect.poll(() => written.at(-1)).toBe('')
  await new Promise((resolve) => setImmediate(resolve))
  expect([...values]).toEqual([])
  expect(await openTab(storage).accounts()).toEqual([])
})

test('the last of several values is stored, and those between are not written', async () => {
  const { storage, written, release } = createSlowStorage()
  const chains = [mainnet, sepolia] as const
  const tab = openTab(storage, { chains })
  const switchTo = ({ id }: { id: number }) =>
    tab.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: numberToHex(id) }] })
  for (const chain of [sepolia, mainnet, sepolia, mainnet]) await switchTo(chain)
  expect(written).toHaveLength(1)
  release()
  await expect.poll(() => written.length).toBe(2)
  await new Promise((resolve) => setImmediate(resolve))
  await switchTo(sepolia)
  expect(await openTab(storage, { chains }).request({ method: 'eth_chainId' })).toBe(numberToHex(sepolia.id))
  expect(written).toHaveLength(3)
})

test('a user who connects again at once stays connected, in this tab and in others', async () => {
  const { storage, release } = createSlowStorage()
  const tab = openTab(storage)
  await tab.request(login)
  await tab.disconnect()
  await tab.request(login)
  const otherTab = new BroadcastChannel('viem-passkey-account')
  otherTab.postMessage(['viem-passkey-account.connected', anna.address])
  otherTab.close()
  await delivered()
  expect(await tab.accounts()).toEqual([anna.address])
  release()
  await new Promise((resolve) => setImmediate(resolve))
  await delivered()
  expect(await tab.accounts()).toEqual([anna.address])
  expect(await openTab(storage).accounts()).toEqual([anna.address])
})

test('a storage that never answers costs three seconds once, and the reload', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const hang = () => new Promise<never>(() => undefined)
  const tab = openTab({ getItem: hang, setItem: hang, removeItem: hang })
  const [chainId, connecting] = [tab.request({ method: 'eth_chainId' }), tab.request(login)]
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await chainId).toBe(numberToHex(mainnet.id))
  expect(await connecting).toMatchObject({ accounts: [{ address: anna.address }] })
  await tab.disconnect()
  expect(await tab.accounts()).toEqual([])
  await tab.request(login)
  await vi.advanceTimersByTimeAsync(6_000)
  // What the disconnect tells the other tabs by now is not about the user who is connected again.
  await delivered()
  expect(await tab.accounts()).toEqual([anna.address])
})

test('tabs whose storage never answers are told of a disconnect', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const hang = () => new Promise<never>(() => undefined)
  const tabs = [anna, anna, ben].map((user) => openTab({ getItem: hang, setItem: hang, removeItem: hang }, { user }))
  const connecting = Promise.all(tabs.map(async (tab) => tab.request(login)))
  await vi.advanceTimersByTimeAsync(6_000)
  await connecting
  await tabs[0]?.disconnect()
  await vi.advanceTimersByTimeAsync(6_000)
  await delivered()
  expect(await Promise.all(tabs.map(async (tab) => tab.accounts()))).toEqual([[], [], [ben.address]])
})

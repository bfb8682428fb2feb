import { expect, test } from 'vitest'
import { createDeferred } from '../harness/createDeferred.js'
import { createStorage } from './openProvider.js'
import { anna, ben, delivered, login, openTab } from './openTab.js'

const storages = {
  'a storage': createStorage,
  'an asynchronous storage': () => {
    const storage = createStorage()
    return {
      getItem: async (key: string) => storage.getItem(key),
      setItem: async (key: string, value: string) => storage.setItem(key, value),
      removeItem: async (key: string) => storage.removeItem(key),
    }
  },
}

test.each(Object.entries(storages))('%s: a tab that hears of a disconnect late', async (_, create) => {
  const storage = create()
  const [first, second] = [openTab(storage), openTab(storage)]
  await first.request(login)
  expect(await second.accounts()).toEqual([anna.address])
  const events: unknown[] = []
  second.on('accountsChanged', (accounts) => events.push(accounts))

  // Stays, if the same user is connected again by then.
  await first.disconnect()
  await first.request(login)
  await delivered()
  expect([await first.accounts(), await second.accounts(), events]).toEqual([[anna.address], [anna.address], []])

  // Disconnects, if another user is, and leaves that one alone.
  await first.disconnect()
  first.user = ben
  await first.request(login)
  await delivered()
  expect([await first.accounts(), await second.accounts(), events]).toEqual([[ben.address], [], [[]]])
  await second.disconnect()
  await delivered()
  expect(await first.accounts()).toEqual([ben.address])
  expect(await openTab(storage, { user: ben }).accounts()).toEqual([ben.address])
})

test('a tab that restores a user while another tab logs in another one restores nobody', async () => {
  const storage = createStorage()
  const first = openTab(storage)
  await first.request(login)
  const { promise, resolve } = createDeferred()
  const isRestoring = createDeferred()
  const second = openTab(storage, {
    restore: async () => {
      isRestoring.resolve()
      await promise
      return { accounts: [anna] }
    },
  })
  const accounts = second.accounts()
  await isRestoring.promise
  await first.disconnect()
  first.user = ben
  await first.request(login)
  resolve()
  expect(await accounts).toEqual([])
  expect(await first.accounts()).toEqual([ben.address])
})

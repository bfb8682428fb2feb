import type { Page } from 'playwright-core'
import type { Passkey, PasskeyWallet } from 'viem-passkey-account'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'

const { chromium, organizationId, pageUrl, signerUrl, walletOf } = await openStage(`
  import { createPasskey, createPasskeyAccount, createSessionKey, createSignerClient, restoreSession, signIn, signOut, webAuthnStamper } from 'viem-passkey-account'
  let prompts = 0
  let held
  const get = navigator.credentials.get.bind(navigator.credentials)
  navigator.credentials.get = (options) => {
    prompts++
    return get(options)
  }
  const clientOf = (url) => createSignerClient({ url, stamper: webAuthnStamper({ rpId: 'localhost' }) })
  Object.assign(globalThis, {
    register: () => createPasskey({ rp: { id: 'localhost' }, user: { name: 'anna' } }),
    // How often the browser had been asked by the time the promise was there, and in the end.
    enter: async (url, organizationId) => {
      const key = await createSessionKey()
      const signing = signIn(clientOf(url), { organizationId, key })
      const atOnce = prompts
      const outcome = await signing.then((session) => {
        held = session
        return { wallets: session.wallets, kept: session.kept, ...(session.storageError && { cause: session.storageError.cause.name }) }
      }, ({ name, cause }) => ({ error: name, cause: cause.name }))
      return { prompts: [atOnce, prompts], ...outcome }
    },
    come: async (url) => {
      const { session, reason } = await restoreSession()
      if (!session) return reason
      held = session
      return { signature: await use(url), prompts, wallets: session.wallets }
    },
    // With the session that this tab has in its hands, whatever became of it.
    use: (url) => {
      const account = createPasskeyAccount({ client: clientOf(url), stamper: held, ...held.wallets[0] })
      return account.signMessage({ message: 'hello' }).then(() => 'signed', (error) => error.walk().name)
    },
    restore: () => restoreSession().then(({ reason }) => reason, ({ name, cause }) => ({ error: name, cause: cause.name })),
    leave: async (url) => signOut(clientOf(url), { session: (await restoreSession()).session }),
    // What a script of the page can get out of the database.
    steal: () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('viem-passkey-account')
        request.onerror = reject
        request.onsuccess = () => {
          const all = request.result.transaction('sessions').objectStore('sessions').getAll()
          all.onerror = reject
          all.onsuccess = () => {
            const { privateKey } = all.result[0].key
            crypto.subtle.exportKey('jwk', privateKey).then(() => resolve('read'), (error) => resolve(error.name))
          }
        }
      }),
  })
`)

/** A tab with a passkey, and the wallet that its owner has at the signer. */
async function openTab({ ownClock = false } = {}): Promise<{ tab: Page; wallet: PasskeyWallet }> {
  const context = await chromium.newContext()
  if (ownClock) await context.clock.install()
  const tab = await context.newPage()
  await addVirtualAuthenticator(tab)
  await tab.goto(pageUrl)
  const passkey: Passkey = await tab.evaluate('register()')
  // Beside these, a sign-in tells what is listed about the passkey.
  const listed = { authenticatorId: expect.any(String), passkeyPublicKey: expect.any(String) }
  return { tab, wallet: { ...(await walletOf(passkey)), ...listed } }
}

test('a session: one prompt, a reload, a second tab, and its end', async () => {
  const { tab, wallet } = await openTab()
  expect(await call(tab, 'come', signerUrl)).toBe('none')
  const entered = { prompts: [1, 1], wallets: [wallet], kept: true }
  expect(await call(tab, 'enter', signerUrl, organizationId)).toEqual(entered)

  const signed = { signature: 'signed', prompts: 0, wallets: [wallet] }
  await tab.reload()
  expect(await call(tab, 'come', signerUrl)).toEqual(signed)
  // A second tab has no authenticator: a prompt would hang.
  const other = await tab.context().newPage()
  await other.goto(pageUrl)
  expect(await call(other, 'come', signerUrl)).toEqual(signed)
  expect(await call(other, 'steal')).toBe('InvalidAccessError')

  await call(tab, 'leave', signerUrl)
  for (const each of [tab, other]) {
    expect(await call(each, 'use', signerUrl)).toBe('UnknownCredentialError')
    expect(await call(each, 'come', signerUrl)).toBe('none')
  }
})

test('when its time is over, each tab says so without asking anybody', async () => {
  const { tab } = await openTab({ ownClock: true })
  await call(tab, 'enter', signerUrl, organizationId)
  const other = await tab.context().newPage()
  await other.goto(pageUrl)
  expect(await call(other, 'come', signerUrl)).toMatchObject({ signature: 'signed' })
  await tab.context().clock.fastForward(900_000)
  const requests: string[] = []
  for (const each of [tab, other]) {
    each.on('request', (request) => requests.push(request.url()))
    expect(await call(each, 'use', signerUrl)).toBe('SessionExpiredError')
    expect(await call(each, 'restore')).toBe('expired')
  }
  expect(requests).toEqual([])
})

test('an IndexedDB that is missing is told on page load', async () => {
  const { tab } = await openTab()
  await tab.evaluate(`Object.defineProperty(globalThis, 'indexedDB', { value: undefined })`)
  expect(await call(tab, 'restore')).toEqual({ error: 'SessionStorageError', cause: 'TypeError' })
})

test.each([
  ['of a newer version', `indexedDB.open('viem-passkey-account', 2)`],
  ['of this version, without its object store', `indexedDB.open('viem-passkey-account', 1)`],
])('a database %s is replaced', async (_name, open) => {
  const { tab, wallet } = await openTab()
  await tab.evaluate(`new Promise((resolve) => {
    ${open}.onsuccess = ({ target }) => resolve(target.result.close())
  })`)
  expect(await call(tab, 'restore')).toBe('none')
  const entered = { prompts: [1, 1], wallets: [wallet], kept: true }
  expect(await call(tab, 'enter', signerUrl, organizationId)).toEqual(entered)
  await tab.reload()
  expect(await call(tab, 'come', signerUrl)).toMatchObject({ signature: 'signed', wallets: [wallet] })
})

test('a database that another tab blocks costs the session only its next page load', async () => {
  const { tab, wallet } = await openTab()
  // Another tab holds a connection of a newer version, and does not let go of it.
  await tab.evaluate(`new Promise((resolve) => {
    indexedDB.open('viem-passkey-account', 2).onsuccess = ({ target }) => {
      globalThis.kept = target.result
      resolve()
    }
  })`)
  expect(await call(tab, 'enter', signerUrl, organizationId)).toEqual({
    prompts: [1, 1],
    wallets: [wallet],
    kept: false,
    cause: 'TimeoutError',
  })
  expect(await call(tab, 'use', signerUrl)).toBe('signed')
})

test('an IndexedDB that the browser blocks is told on page load', async () => {
  const { tab } = await openTab()
  await tab.route('**/blocked', async (route) => {
    // A page without an origin, as embedded pages are whose storage is blocked.
    const response = await route.fetch({ url: pageUrl })
    await route.fulfill({
      response,
      headers: { ...response.headers(), 'content-security-policy': 'sandbox allow-scripts' },
    })
  })
  await tab.route('**/page.js', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } })
  })
  await tab.goto(`${pageUrl}blocked`)
  expect(await call(tab, 'restore')).toEqual({ error: 'SessionStorageError', cause: 'SecurityError' })
})

test('where the browser has no room left the session is returned, and ends with the page', async () => {
  const { tab, wallet } = await openTab()
  const cdp = await tab.context().newCDPSession(tab)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(pageUrl).origin, quotaSize: 1 })
  expect(await call(tab, 'enter', signerUrl, organizationId)).toEqual({
    prompts: [1, 1],
    wallets: [wallet],
    kept: false,
    cause: 'QuotaExceededError',
  })
  expect(await call(tab, 'use', signerUrl)).toBe('signed')
})

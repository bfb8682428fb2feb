import type { Page } from 'playwright-core'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { addAuthenticator } from './harness/addAuthenticator.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

const page = await servePage(`
  import { createPasskey, createPasskeyAccount, createSessionKey, createSignerClient, restoreSession, signIn, signOut, webAuthnStamper } from 'viem-passkey-account'
  let prompts = 0
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
      const { wallets } = await signing
      return { prompts: [atOnce, prompts], wallets }
    },
    come: async (url) => {
      const { session, reason } = await restoreSession()
      if (!session) return reason
      const account = createPasskeyAccount({ client: clientOf(url), stamper: session, ...session.wallets[0] })
      const signature = await account.signMessage({ message: 'hello' }).then(() => 'signed', (error) => error.name)
      return { signature, prompts, wallets: session.wallets }
    },
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
const signer = await createLocalSigner()
const server = await listen(signer)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.close()
  await signer.close()
  await page.stop()
})

const call = <result>(tab: Page, name: string, ...values: unknown[]): Promise<result> =>
  tab.evaluate(`${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`)

test('a session: one prompt, a reload, a second tab, and its end', async () => {
  const context = await chromium.newContext()
  const tab = await context.newPage()
  await addAuthenticator(tab)
  await tab.goto(page.url)
  const { organizationId } = signer
  const wallet = await createSubOrganization(
    createSignerClient({ url: server.url, stamper: apiKeyStamper(signer.apiKey) }),
    { organizationId, passkey: await tab.evaluate('register()'), userName: 'anna' },
  )
  expect(await call(tab, 'come', server.url)).toBe('none')
  expect(await call(tab, 'enter', server.url, organizationId)).toEqual({ prompts: [1, 1], wallets: [wallet] })

  const signed = { signature: 'signed', prompts: 0, wallets: [wallet] }
  await tab.reload()
  expect(await call(tab, 'come', server.url)).toEqual(signed)
  // A second tab has no authenticator: a prompt would hang.
  const other = await context.newPage()
  await other.goto(page.url)
  expect(await call(other, 'come', server.url)).toEqual(signed)
  expect(await call(other, 'steal')).toBe('InvalidAccessError')

  await call(tab, 'leave', server.url)
  for (const each of [tab, other]) expect(await call(each, 'come', server.url)).toBe('none')
})

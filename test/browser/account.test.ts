import type { Page } from 'playwright-core'
import { type Hex, recoverMessageAddress } from 'viem'
import type { Passkey, PasskeyWallet } from 'viem-passkey-account'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'
import { expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'

const { chromium, pageUrl, signerUrl, walletOf } = await openStage(`
  import { WebauthnStamper } from '@turnkey/webauthn-stamper'
  import { createPasskey, createPasskeyAccount, createSignerClient, PasskeyCancelledError, signMany, webAuthnStamper } from 'viem-passkey-account'
  const rpId = 'localhost'
  let prompts = 0
  const get = navigator.credentials.get.bind(navigator.credentials)
  navigator.credentials.get = (options) => {
    prompts++
    return get(options)
  }
  const typedData = { types: { Mail: [{ name: 'text', type: 'string' }] }, primaryType: 'Mail', message: { text: 'hi' } }
  const transaction = { type: 'eip1559', chainId: 1, nonce: 0, gas: 21000n, maxFeePerGas: 1n, to: '0x00000000000000000000000000000000000000aa' }
  const authorization = { contractAddress: transaction.to, chainId: 1, nonce: 0 }
  const hash = '0x' + 'ab'.repeat(32)
  let account
  Object.assign(globalThis, {
    register: () => createPasskey({ rp: { id: rpId }, user: { name: 'anna' } }),
    open: (url, wallet, official, userVerification) => {
      const stamper = official ? new WebauthnStamper({ rpId }) : webAuthnStamper({ rpId, userVerification })
      account = createPasskeyAccount({ client: createSignerClient({ url, stamper }), ...wallet })
    },
    sign: (message) => account.signMessage({ message }),
    // How often the browser had been asked by the time each method returned its promise, and once it was done.
    gestures: async () => {
      const methods = {
        sign: () => account.sign({ hash }),
        signMessage: () => account.signMessage({ message: 'hi' }),
        signTypedData: () => account.signTypedData(typedData),
        signAuthorization: () => account.signAuthorization(authorization),
        signTransaction: () => account.signTransaction(transaction),
        signMany: () => signMany(account, { items: [{ message: 'hi' }, { typedData }, { transaction }] }),
      }
      const counts = {}
      for (const [name, run] of Object.entries(methods)) {
        prompts = 0
        const promise = run()
        const atOnce = prompts
        await promise
        counts[name] = [atOnce, prompts]
      }
      return counts
    },
    together: async () => {
      prompts = 0
      const results = await Promise.allSettled(['one', 'two', 'three'].map((message) => account.signMessage({ message })))
      return { prompts, statuses: results.map(({ status }) => status) }
    },
    // Two signatures of which the first waits for the user and the second for the first.
    startTwo: (wallet) => {
      globalThis.two = ['first', 'second'].map((message) => {
        const controller = new AbortController()
        const own = createPasskeyAccount({ client: account.signerClient, ...wallet, signal: controller.signal })
        return { controller, signing: own.signMessage({ message }).then(() => 'signed', (error) => error) }
      })
    },
    abort: (index) => {
      globalThis.two[index].controller.abort('the user left')
      return globalThis.two[index].signing
    },
    endOf: (index) => globalThis.two[index].signing,
    cancelled: (message) => account.signMessage({ message }).then(
      () => 'signed',
      (error) => error instanceof PasskeyCancelledError && error.code,
    ),
  })
`)

/** A page with a passkey, and the wallet that its owner has at the signer. */
async function openWallet(): Promise<{ tab: Page; authenticator: PagePasskey; wallet: PasskeyWallet }> {
  const tab = await chromium.newPage()
  // Below the authenticator's own: how many requests for a signature have reached the browser.
  await tab.addInitScript(`
    globalThis.reached = 0
    const { get } = CredentialsContainer.prototype
    CredentialsContainer.prototype.get = function (options) {
      reached++
      return get.call(this, options)
    }
  `)
  const authenticator = await addVirtualAuthenticator(tab)
  await tab.goto(pageUrl)
  const passkey: Passkey = await tab.evaluate('register()')
  return {
    tab,
    authenticator,
    wallet: await walletOf(passkey),
  }
}

test('the browser is asked once, before any method returns its promise', async () => {
  const { tab, wallet } = await openWallet()
  await call(tab, 'open', signerUrl, wallet)
  expect(await call(tab, 'gestures')).toEqual({
    sign: [1, 1],
    signMessage: [1, 1],
    signTypedData: [1, 1],
    signAuthorization: [1, 1],
    signTransaction: [1, 1],
    signMany: [1, 1],
  })
})

test('several at once wait for each other', async () => {
  const { tab, wallet } = await openWallet()
  await call(tab, 'open', signerUrl, wallet)
  expect(await call(tab, 'together')).toEqual({ prompts: 3, statuses: Array(3).fill('fulfilled') })
})

test('a prompt that is not answered, then one that is', async () => {
  const { tab, authenticator, wallet } = await openWallet()
  const { cdp, authenticatorId } = authenticator
  await call(tab, 'open', signerUrl, wallet, false, 'required')
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  expect(await call(tab, 'cancelled', 'hello')).toBe(4001)
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  expect(await call(tab, 'cancelled', 'hello')).toBe('signed')
})

test('the signal takes a signature out of the queue, and closes a prompt that is open', async () => {
  const { tab, authenticator, wallet } = await openWallet()
  await call(tab, 'open', signerUrl, wallet)

  authenticator.next('ignore')
  await call(tab, 'startTwo', wallet)
  await tab.waitForFunction('reached === 1')
  expect(await call(tab, 'abort', 1)).toBe('the user left')
  expect(await call(tab, 'abort', 0)).toBe('the user left')

  authenticator.next('ignore')
  await call(tab, 'startTwo', wallet)
  await tab.waitForFunction('reached === 2')
  expect(await call(tab, 'abort', 0)).toBe('the user left')
  // The user answers the next prompt.
  expect(await call(tab, 'endOf', 1)).toBe('signed')
  expect(await tab.evaluate('reached')).toBe(3)
})

test('the official passkey stamper works in our client on the same page', async () => {
  const { tab, wallet } = await openWallet()
  await call(tab, 'open', signerUrl, wallet, true)
  const signature = await call<Hex>(tab, 'sign', 'hello')
  expect(await recoverMessageAddress({ message: 'hello', signature })).toBe(wallet.address)
})

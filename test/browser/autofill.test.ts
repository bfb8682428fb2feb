import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import type { getPasskeySupport, Passkey, PasskeyWallet } from 'viem-passkey-account'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { expect, onTestFinished, test } from 'vitest'
import { call } from './harness/call.js'
import { openChromium } from './harness/openChromium.js'
import { openStage } from './harness/openStage.js'

// Chromium's virtual authenticator answers an autofill request by itself in a few milliseconds if its user is present when the
// request is made, and never if the user comes later. So "the user picks" is here: the user is present, and autofill is armed anew.

const { chromium, organizationId, pageUrl, signerUrl, walletOf } = await openStage(`
  import { startAuthentication, WebAuthnAbortService } from '@simplewebauthn/browser'
  import { createElement, StrictMode, useEffect } from 'react'
  import { createRoot } from 'react-dom/client'
  import {
    createPasskey, createPasskeyAccount, createSessionKey, createSignerClient, discardPasskey, forgetPasskey, getPasskeySupport,
    listPasskeys, restoreSession, signIn, startAutofill, webAuthnStamper,
  } from 'viem-passkey-account'

  // How often the page has asked the browser, and whether a conditional request is open.
  const asked = { conditional: 0, modal: 0, open: 0 }
  const sent = []
  // How often SimpleWebAuthn's abort service was told of a ceremony.
  globalThis.told = 0
  const tell = WebAuthnAbortService.createNewAbortSignal.bind(WebAuthnAbortService)
  WebAuthnAbortService.createNewAbortSignal = () => {
    told++
    return tell()
  }
  const get = navigator.credentials.get.bind(navigator.credentials)
  navigator.credentials.get = async (options) => {
    const isConditional = options.mediation === 'conditional'
    asked[isConditional ? 'conditional' : 'modal']++
    // For a test in which the user answers the prompt and not the autofill after it.
    if (isConditional && globalThis.isHeld)
      return new Promise((_resolve, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)))
    if (isConditional) asked.open++
    else await globalThis.held
    try {
      return await get(options)
    } finally {
      if (isConditional) asked.open--
      // The browser tells of the abort late.
      if (isConditional) await globalThis.held
    }
  }
  const fetchFn = (request) => {
    sent.push(new URL(request.url).pathname.split('/').at(-1))
    return fetch(request)
  }
  const rpId = 'localhost'
  const clientOf = (url) => createSignerClient({ url, fetchFn, stamper: webAuthnStamper({ rpId }) })
  const summarize = (session) => ({ publicKey: session.publicKey, wallets: session.wallets, kept: session.kept })
  const report = (promise) => promise.then(summarize, ({ name, reason, credentialId }) => ({ error: name, reason, credentialId }))
  const runs = new Map()
  let controller
  Object.assign(globalThis, {
    register: () => createPasskey({ rp: { id: rpId }, user: { name: 'anna' } }),
    support: () => getPasskeySupport(),
    counts: () => ({ ...asked, sent: [...sent] }),
    start: (url, organizationId, expected) => {
      controller = new AbortController()
      runs.set('autofill', report(startAutofill(clientOf(url), { organizationId, rpId, expected, signal: controller.signal })))
    },
    stop: () => controller.abort(),
    outcome: () => runs.get('autofill'),
    // A pause and a new arming, without anybody being prompted.
    pause: () => discardPasskey({ rpId, credentialId: 'AAAA', signalFn: async () => {} }),
    // Calls the browser: whether the request was open before, and was gone by the time of the prompt.
    click: (url, wallet) => {
      const account = createPasskeyAccount({ client: clientOf(url), ...wallet })
      const before = asked.modal
      const signing = account.signMessage({ message: 'hello' })
      const atOnce = asked.modal - before
      return signing.then(() => ({ signed: true, atOnce }), ({ name }) => ({ error: name, atOnce }))
    },
    enter: async (url, organizationId) =>
      report(signIn(clientOf(url), { organizationId, key: await createSessionKey() })),
    // A sign-in whose prompt stays open until the page is told to release it.
    enterSlowly: (url, organizationId) => {
      globalThis.held = new Promise((resolve) => (globalThis.release = resolve))
      runs.set('slow', enter(url, organizationId))
    },
    entered: () => runs.get('slow'),
    restore: () => restoreSession().then(({ session, reason }) => session?.publicKey ?? reason),
    forget: (credentialId) => forgetPasskey({ rpId, credentialId }),
    list: (url, wallet, name) =>
      listPasskeys(clientOf(url), { ...wallet, rpId, expected: [wallet], user: { name } }).then((list) => list.length),
    // Another library of the page, which ends what SimpleWebAuthn's abort service knows.
    library: () => startAuthentication({ optionsJSON: { challenge: 'AAAA', rpId, userVerification: 'discouraged' } })
      .then(() => 'answered', ({ name }) => name),
    strict: (url, organizationId) => {
      const states = []
      const Page = () => {
        useEffect(() => {
          const controller = new AbortController()
          startAutofill(clientOf(url), { organizationId, rpId, signal: controller.signal })
            .then(({ publicKey }) => states.push(publicKey), ({ name }) => states.push(name))
          return () => controller.abort()
        }, [])
        return createElement('input', { autoComplete: 'username webauthn' })
      }
      createRoot(document.body).render(createElement(StrictMode, null, createElement(Page)))
      globalThis.states = states
    },
    // Another library's autofill is open.
    occupy: () => {
      const other = new AbortController()
      globalThis.free = () => other.abort()
      get({ mediation: 'conditional', signal: other.signal, publicKey: { challenge: new Uint8Array(32), rpId } }).catch(() => {})
    },
  })
  globalThis.isReady = true
`)

type Counts = { conditional: number; modal: number; open: number; sent: string[] }

/** A tab whose user is away. Not that of the kit, which holds autofill back from the browser. */
async function openTab(context: BrowserContext, url = pageUrl) {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options })
  const setPresent = (enabled: boolean) =>
    cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  await page.goto(url)
  await page.waitForFunction('globalThis.isReady')
  return { page, cdp, authenticatorId, setPresent }
}
type Tab = Awaited<ReturnType<typeof openTab>>

/** A tab with a passkey and its wallet. The user is away. */
async function openUser(): Promise<Tab & { context: BrowserContext; wallet: PasskeyWallet }> {
  const context = await chromium.newContext()
  onTestFinished(() => context.close())
  const tab = await openTab(context)
  const passkey: Passkey = await tab.page.evaluate('register()')
  const wallet = await walletOf(passkey)
  await tab.setPresent(false)
  return { ...tab, context, wallet }
}

const counts = (page: Page): Promise<Counts> => call(page, 'counts')
/** Waits until a request is open in the browser, after so many. */
const armed = (page: Page, count: number) =>
  page.waitForFunction(`counts().conditional >= ${count} && counts().open === 1`)
/** The user is there, and autofill is armed anew. */
async function pick({ page, setPresent }: Pick<Tab, 'page' | 'setPresent'>): Promise<void> {
  await setPresent(true)
  await call(page, 'pause')
}
const credentialsOf = async ({ cdp, authenticatorId }: { cdp: CDPSession; authenticatorId: string }) =>
  (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials

const listed = { authenticatorId: expect.any(String), passkeyPublicKey: expect.any(String) }

test('armed on page load: nothing is prompted or sent until the user picks, then there is a session', async () => {
  const user = await openUser()
  const { page, wallet } = user
  await call(page, 'start', signerUrl, organizationId, [wallet])
  await armed(page, 1)
  await expect.poll(() => counts(page)).toEqual({ conditional: 1, modal: 0, open: 1, sent: [] })
  await pick(user)
  const outcome = await call<{ publicKey: string }>(page, 'outcome')
  expect(outcome).toEqual({ publicKey: expect.any(String), kept: true, wallets: [{ ...wallet, ...listed }] })
  expect(wallet.userHandle).toMatch(/^[\w-]{43}$/)
  expect(await call(page, 'restore')).toBe(outcome.publicKey)
  await expect.poll(() => counts(page)).toMatchObject({ modal: 0, open: 0 })
})

test('a prompt in the same task as the abort is answered, and autofill is armed again after it', async () => {
  const user = await openUser()
  const { page, wallet } = user
  await call(page, 'start', signerUrl, organizationId)
  await armed(page, 1)
  await user.setPresent(true)
  expect(await call(page, 'click', signerUrl, wallet)).toEqual({ signed: true, atOnce: 1 })
  // Armed again while the user is present, it is answered at once.
  expect(await call(page, 'outcome')).toMatchObject({ wallets: [{ address: wallet.address }] })
  await expect.poll(() => counts(page)).toMatchObject({ conditional: 2, modal: 1 })
})

test('a sign-in by a click ends it with the same session', async () => {
  const user = await openUser()
  const { page } = user
  await call(page, 'start', signerUrl, organizationId)
  await armed(page, 1)
  await user.setPresent(true)
  await page.evaluate('globalThis.isHeld = true')
  const session = await call<{ publicKey: string }>(page, 'enter', signerUrl, organizationId)
  expect(session).toMatchObject({ kept: true })
  expect(await call(page, 'outcome')).toEqual(session)
})

test('a click just after it is armed is not cancelled, although the browser tells of the abort late', async () => {
  const user = await openUser()
  const { page } = user
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  await call(page, 'start', signerUrl, organizationId)
  await armed(page, 1)
  await call(page, 'enterSlowly', signerUrl, organizationId)
  await page.waitForFunction('counts().modal === 1')
  await page.clock.runFor(1_000)
  await user.setPresent(true)
  await page.evaluate('globalThis.isHeld = true')
  await page.evaluate('release()')
  const session = await call(page, 'entered')
  expect(session).toMatchObject({ kept: true })
  await page.clock.resume()
  expect(await call(page, 'outcome')).toEqual(session)
})

test('signals reach the browser while it is armed, and it comes back', async () => {
  const user = await openUser()
  const { page, wallet } = user
  await user.setPresent(true)
  // Its one prompt.
  expect(await call(page, 'list', signerUrl, wallet, 'anna before')).toBe(1)
  await user.setPresent(false)
  await call(page, 'start', signerUrl, organizationId)
  await armed(page, 1)
  await expect.poll(() => credentialsOf(user)).toMatchObject([{ userName: 'anna before' }])
  expect(await call(page, 'forget', 'AAAA')).toEqual({ signalled: true })
  await armed(page, 2)
  await expect.poll(() => credentialsOf(user)).toHaveLength(1)
  expect(await call(page, 'forget', wallet.credentialId)).toEqual({ signalled: true })
  await expect.poll(() => credentialsOf(user)).toEqual([])
  await call(page, 'stop')
})

test('React’s StrictMode runs the effect twice and leaves one request', async () => {
  const user = await openUser()
  const { page } = user
  await call(page, 'strict', signerUrl, organizationId)
  await armed(page, 1)
  await expect.poll(() => counts(page)).toMatchObject({ conditional: 1, open: 1 })
  expect(await page.evaluate('states')).toEqual(['AbortError'])
  await pick(user)
  await page.waitForFunction('states.length === 2')
  expect(await page.evaluate('states')).toEqual(['AbortError', await call(page, 'restore')])
})

test('two tabs are armed side by side, and a sign-in in one ends the other with the same session', async () => {
  const user = await openUser()
  const other = await openTab(user.context)
  for (const credential of await credentialsOf(user))
    await other.cdp.send('WebAuthn.addCredential', { authenticatorId: other.authenticatorId, credential })
  await other.setPresent(false)
  for (const { page } of [user, other]) {
    await call(page, 'start', signerUrl, organizationId)
    await armed(page, 1)
  }
  await pick(other)
  const session = await call<{ publicKey: string }>(other.page, 'outcome')
  expect(session.publicKey).toMatch(/^0[23]/)
  expect(await call(user.page, 'outcome')).toEqual(session)
  await expect.poll(() => counts(user.page)).toMatchObject({ modal: 0, open: 0, sent: [] })
})

test('tabs store sessions one after another, and no lock stands before a prompt', async () => {
  const user = await openUser()
  const { page, context } = user
  await user.setPresent(true)
  await page.evaluate(`
    globalThis.locks = []
    const request = navigator.locks.request.bind(navigator.locks)
    navigator.locks.request = (name, ...rest) => {
      locks.push([name, counts().modal])
      return request(name, ...rest)
    }
  `)
  expect(await call(page, 'enter', signerUrl, organizationId)).toMatchObject({ kept: true })
  expect(await page.evaluate('locks')).toEqual([['viem-passkey-account.session', 1]])

  // Another tab that never passes the lock on costs a moment, and not the session.
  const other = await context.newPage()
  await other.goto(pageUrl)
  await other.evaluate(`new Promise((held) => {
    void navigator.locks.request('viem-passkey-account.session', () => new Promise(() => held()))
  })`)
  const session = await call<{ publicKey: string }>(page, 'enter', signerUrl, organizationId)
  expect(session).toMatchObject({ kept: true })
  expect(await call(page, 'restore')).toBe(session.publicKey)
})

test('another library ends it with its own prompt, and it comes back', async () => {
  const user = await openUser()
  const { page } = user
  const before = Number(await page.evaluate('told'))
  await call(page, 'start', signerUrl, organizationId)
  // The abort service learns of a request once the browser has accepted it.
  await page.waitForFunction(`told > ${before}`)
  await user.setPresent(true)
  expect(await call(page, 'library')).toBe('answered')
  expect(await call(page, 'outcome')).toMatchObject({ kept: true })
})

test('while another library’s autofill is open it waits, and takes over after it', async () => {
  const user = await openUser()
  const { page } = user
  await call(page, 'occupy')
  await call(page, 'start', signerUrl, organizationId)
  await page.waitForFunction('counts().conditional >= 1 && counts().open === 0')
  await page.evaluate('free()')
  await armed(page, 2)
  await pick(user)
  expect(await call(page, 'outcome')).toMatchObject({ kept: true })
})

test('the kit for Playwright holds it back until the test says that the user picks', async () => {
  const context = await chromium.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const passkey = await addVirtualAuthenticator(page)
  await page.goto(pageUrl)
  await page.waitForFunction('globalThis.isReady')
  const wallet = await walletOf(await page.evaluate('register()'))
  await page.evaluate('register()')
  await call(page, 'start', signerUrl, organizationId)
  expect(await call(page, 'click', signerUrl, wallet)).toMatchObject({ atOnce: 1 })
  expect(passkey.prompts.map(({ type }) => type)).toEqual(['create', 'create', 'get'])
  // As the browser does, it refuses a prompt of a library that does not end the request.
  await page.waitForFunction('counts().open === 1')
  await page.evaluate(`globalThis.refused = navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32) } })
    .catch(({ name }) => name)`)
  expect(await page.evaluate('refused')).toBe('OperationError')
  await passkey.pickInAutofill(wallet.credentialId)
  expect(await call(page, 'outcome')).toMatchObject({ wallets: [{ address: wallet.address }] })
})

test('in a frame without permission it fails before anything is asked', async () => {
  const { page } = await openUser()
  await page.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.allow = "publickey-credentials-get 'none'"
    frame.src = location.href
    frame.onload = resolve
    document.body.append(frame)
  })`)
  const frame = page.frames()[1]
  if (!frame) throw new Error('There is no frame.')
  await frame.waitForFunction('globalThis.isReady')
  await call(frame, 'start', signerUrl, organizationId)
  expect(await call(frame, 'outcome')).toMatchObject({ error: 'PasskeyUnsupportedError', reason: 'frame' })
  expect(await call(frame, 'support')).toMatchObject({ available: false, conditionalGet: false })
  expect(await frame.evaluate('counts()')).toMatchObject({ conditional: 0 })
})

test('a page without a passkey stays as it is, and tells what the browser can do', async () => {
  const context = await chromium.newContext()
  onTestFinished(() => context.close())
  const { page } = await openTab(context)
  const expected: getPasskeySupport.ReturnType = {
    available: true,
    platformAuthenticator: true,
    conditionalGet: true,
    hybrid: expect.any(Boolean),
    signals: { unknownCredential: true, allAcceptedCredentials: true, currentUserDetails: true },
    usedBefore: false,
  }
  expect(await call(page, 'support')).toEqual(expected)
  await call(page, 'start', signerUrl, organizationId)
  // Without a passkey, Chromium's virtual authenticator ends the request.
  await page.waitForFunction('counts().conditional >= 2')
  await expect.poll(() => counts(page)).toMatchObject({ modal: 0, sent: [] })
  await call(page, 'stop')
  expect(await call(page, 'outcome')).toMatchObject({ error: 'AbortError' })
})

test('a wallet that was used here before is known after a reload, until its passkey is forgotten', async () => {
  const user = await openUser()
  const { page, wallet } = user
  expect(await call(page, 'support')).toMatchObject({ usedBefore: false })
  await user.setPresent(true)
  await call(page, 'enter', signerUrl, organizationId)
  await page.reload()
  await page.waitForFunction('globalThis.isReady')
  expect(await call(page, 'support')).toMatchObject({ usedBefore: true })
  await call(page, 'forget', wallet.credentialId)
  expect(await call(page, 'support')).toMatchObject({ usedBefore: false })
})

test('an older browser tells what it can', async () => {
  const { page } = await openUser()
  await page.evaluate(`
    delete PublicKeyCredential.getClientCapabilities
    for (const name of ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails'])
      delete PublicKeyCredential[name]
  `)
  expect(await call(page, 'support')).toMatchObject({
    platformAuthenticator: true,
    conditionalGet: true,
    signals: { unknownCredential: false, allAcceptedCredentials: false, currentUserDetails: false },
  })
  expect(await page.evaluate('support().then(({ hybrid }) => hybrid === undefined)')).toBe(true)
  await page.evaluate('PublicKeyCredential.isConditionalMediationAvailable = undefined')
  await call(page, 'start', signerUrl, organizationId)
  expect(await call(page, 'outcome')).toMatchObject({ error: 'PasskeyUnsupportedError', reason: 'autofill' })
})

test('a page that is left goes to the back/forward cache, and is armed again when the user returns', async () => {
  const user = await openUser()
  // A browser that has the cache. Playwright turns it off.
  const browser = await openChromium([], { backForwardCache: true })
  onTestFinished(() => browser.close())
  const tab = await openTab(await browser.newContext())
  for (const credential of await credentialsOf(user))
    await tab.cdp.send('WebAuthn.addCredential', { authenticatorId: tab.authenticatorId, credential })
  await tab.setPresent(false)
  const { page } = tab
  await call(page, 'start', signerUrl, organizationId)
  await armed(page, 1)
  await page.evaluate(`addEventListener('pageshow', ({ persisted }) => { globalThis.wasKept = persisted })`)
  await page.goto(`${pageUrl}other`)
  await page.goBack({ waitUntil: 'commit' })
  await page.waitForFunction('globalThis.wasKept')
  await armed(page, 2)
  await pick(tab)
  expect(await call(page, 'outcome')).toMatchObject({ kept: true, wallets: [{ address: user.wallet.address }] })
})

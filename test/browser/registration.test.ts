import type { Page } from 'playwright-core'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { snippetBelow } from '../docs/loadSnippet.js'
import { call } from './harness/call.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

const page = await servePage(`
  import { addPasskey, createPasskey, createSignerClient, signUp, webAuthnStamper } from 'viem-passkey-account'

  // Every call that reaches the browser, with its options.
  const asked = []
  const { credentials } = navigator
  for (const ceremony of credentials ? ['create', 'get'] : []) {
    const real = credentials[ceremony].bind(credentials)
    credentials[ceremony] = (options) => {
      asked.push(options.publicKey)
      return real(options)
    }
  }
  const user = { name: 'anna' }
  const fetchFn = () => Promise.reject(new Error('It was posted.'))
  const stamper = { stamp: () => Promise.reject(new Error('It was stamped.')) }
  const passkeys = []
  const ways = {
    createPasskey: (options) => createPasskey({ user, ...options }),
    signUp: (options) => signUp({ url: '/', fetchFn, user, ...options }),
    addPasskey: (options) => addPasskey(createSignerClient({ fetchFn, stamper }), { organizationId: 'o', userId: 'u', passkeys, user, ...options }),
    stamp: ({ rp }) => webAuthnStamper({ rpId: rp.id }).stamp('{}'),
  }
  const told = ({ name, rpId, origin, reason, code, cause }) => ({ name, rpId, origin, reason, code, cause: cause?.name })
  globalThis.attempt = async (way, options) => {
    const before = asked.length
    const outcome = await ways[way]({ rp: { id: 'localhost' }, ...options }).then(({ credentialId }) => ({ credentialId }), told)
    return { ...outcome, asked: asked.slice(before) }
  }
  // Aborted once the browser has been asked.
  globalThis.abandon = async () => {
    const controller = new AbortController()
    const registering = createPasskey({ rp: { id: 'localhost' }, user, signal: controller.signal })
    controller.abort('the user left')
    return registering.catch((reason) => reason)
  }
  globalThis.together = async () => {
    const before = asked.length
    const both = Promise.allSettled([createPasskey({ rp: { id: 'localhost' }, user }), webAuthnStamper({ rpId: 'localhost' }).stamp('{}')])
    const atOnce = asked.length - before
    const statuses = (await both).map(({ status }) => status)
    return { atOnce, inTheEnd: asked.length - before, statuses }
  }
  globalThis.breakWith = (name) => {
    navigator.credentials.create = () => Promise.reject(new DOMException('', name))
  }
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await page.stop()
})

type Outcome = {
  asked: Record<string, unknown>[]
  credentialId?: string
  name?: string
  rpId?: string
  origin?: string
  reason?: string
  code?: number
  cause?: string
}

const attempt = (tab: Pick<Page, 'evaluate'>, way = 'createPasskey', options: object = {}): Promise<Outcome> =>
  call(tab, 'attempt', way, options)

async function open(
  url = page.url,
  kind: addVirtualAuthenticator.Parameters = {},
): Promise<{ tab: Page; authenticator: PagePasskey }> {
  const tab = await chromium.newPage()
  const authenticator = await addVirtualAuthenticator(tab, kind)
  await tab.goto(url)
  return { tab, authenticator }
}

test('the options reach the browser', async () => {
  const { tab } = await open()
  const { asked } = await attempt(tab, 'createPasskey', { hints: ['client-device'], userVerification: 'required' })
  expect(asked).toMatchObject([
    {
      rp: { id: 'localhost' },
      pubKeyCredParams: [{ alg: -7 }, { alg: -257 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      hints: ['client-device'],
      attestation: 'none',
      timeout: 300_000,
    },
  ])
})

test('an authenticator that has a passkey of the list makes no other', async () => {
  const { tab } = await open()
  const { credentialId } = await attempt(tab)
  const excludeCredentials = [{ id: credentialId, type: 'public-key' }]
  const again = await attempt(tab, 'createPasskey', { excludeCredentials })
  expect(again).toMatchObject({ name: 'PasskeyAlreadyRegisteredError', cause: 'InvalidStateError' })
  expect(again.asked).toHaveLength(1)
  expect(
    await attempt(tab, 'createPasskey', { excludeCredentials: [{ id: 'AAAA', type: 'public-key' }] }),
  ).toHaveProperty('credentialId')
})

test('a dismissed prompt is told as one, and the next one may be answered', async () => {
  const { tab, authenticator } = await open()
  const { cdp, authenticatorId } = authenticator
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  const options = { userVerification: 'required' }
  expect(await attempt(tab, 'createPasskey', options)).toMatchObject({
    name: 'PasskeyCancelledError',
    code: 4001,
    cause: 'UserRejectedRequestError',
  })
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  expect(await attempt(tab, 'createPasskey', options)).toHaveProperty('credentialId')
})

test('the signal closes a prompt that is open, and the next one may be answered', async () => {
  const { tab, authenticator } = await open()
  const { cdp, authenticatorId } = authenticator
  const userIsThere = (enabled: boolean) =>
    cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  await userIsThere(false)
  expect(await tab.evaluate('abandon()')).toBe('the user left')
  await userIsThere(true)
  expect(await attempt(tab)).toHaveProperty('credentialId')
})

test('a registration and a stamp wait for each other', async () => {
  const { tab } = await open()
  expect(await tab.evaluate('together()')).toEqual({ atOnce: 1, inTheEnd: 2, statuses: ['fulfilled', 'fulfilled'] })
})

test('an authenticator keeps one passkey for one user id', async () => {
  const { tab, authenticator } = await open()
  const { cdp, authenticatorId } = authenticator
  const held = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
  for (const [id, passkeys] of [
    ['AQID', 1],
    ['AQID', 1],
    ['BAUG', 2],
  ]) {
    await attempt(tab, 'createPasskey', { user: { id, name: 'anna' } })
    await expect.poll(() => held()).toBe(passkeys)
  }
})

test.each([
  ['cannot verify its user', { hasUserVerification: false, isUserVerified: false }, { userVerification: 'required' }],
  ['keeps no passkeys', { hasResidentKey: false }, {}],
])('an authenticator that %s: Chromium does not tell that from a dismissed prompt', async (_name, kind, options) => {
  const { tab } = await open(page.url, kind)
  expect(await attempt(tab, 'createPasskey', options)).toMatchObject({ name: 'PasskeyCancelledError', code: 4001 })
})

test.each([
  ['ConstraintError', { name: 'PasskeyConstraintError' }],
  ['NotSupportedError', { name: 'PasskeyUnsupportedError', reason: 'authenticator' }],
  ['NotReadableError', { name: 'PasskeyCeremonyError' }],
])('a browser that says %s', async (cause, expected) => {
  const { tab } = await open()
  await call(tab, 'breakWith', cause)
  expect(await attempt(tab)).toMatchObject({ ...expected, cause })
})

test.each(['createPasskey', 'signUp', 'addPasskey'])(
  '%s: an RP ID that is not of this page is refused before the browser is asked, and both are named',
  async (way) => {
    const { tab } = await open()
    const { origin, port } = new URL(page.url)
    for (const id of ['example.com', 'ocalhost', 'sub.localhost'])
      expect(await attempt(tab, way, { rp: { id } })).toEqual({
        name: 'InvalidRpIdError',
        rpId: id,
        origin,
        asked: [],
      })
    await tab.goto(`http://127.0.0.1:${port}/`)
    for (const id of ['localhost', '127.0.0.1'])
      expect(await attempt(tab, way, { rp: { id } })).toEqual({
        name: 'InvalidRpIdError',
        rpId: id,
        origin: `http://127.0.0.1:${port}`,
        asked: [],
      })
  },
)

test('what only the browser knows not to be an RP ID of this page, it says', async () => {
  const { origin, port } = new URL(page.url)
  const { tab } = await open(`http://app.localhost:${port}/`)
  expect(await attempt(tab, 'createPasskey', { rp: { id: 'app.localhost' } })).toHaveProperty('credentialId')
  expect(await attempt(tab)).toMatchObject({
    name: 'InvalidRpIdError',
    rpId: 'localhost',
    origin: `http://app.localhost:${port}`,
    cause: 'SecurityError',
  })
  await tab.goto(page.url)
  const stamped = await attempt(tab, 'stamp', { rp: { id: 'example.com' } })
  expect(stamped).toMatchObject({ name: 'InvalidRpIdError', rpId: 'example.com', origin, cause: 'SecurityError' })
})

test('a page that is not secure', async () => {
  const tab = await chromium.newPage()
  await tab.route('http://app.test/**', async (route) => {
    const url = route.request().url().replace('http://app.test/', page.url)
    await route.fulfill({ response: await route.fetch({ url }) })
  })
  await tab.goto('http://app.test/')
  for (const way of ['createPasskey', 'stamp'])
    expect(await attempt(tab, way, { rp: { id: 'app.test' } })).toEqual({
      name: 'InsecureContextError',
      origin: 'http://app.test',
      asked: [],
    })
})

test('a browser without WebAuthn', async () => {
  const { tab } = await open()
  await tab.evaluate('delete globalThis.PublicKeyCredential')
  for (const way of ['createPasskey', 'stamp'])
    expect(await attempt(tab, way)).toEqual({ name: 'PasskeyUnsupportedError', reason: 'missing', asked: [] })
})

test('a frame without an address has its page’s origin', async () => {
  const { tab } = await open()
  await tab.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.srcdoc = '<script type="module" src="/page.js"></script>'
    frame.onload = resolve
    document.body.append(frame)
  })`)
  const [, inside] = tab.frames()
  if (!inside) throw new Error('There is no frame.')
  expect(inside.url()).toBe('about:srcdoc')
  expect(await attempt(inside)).toHaveProperty('credentialId')
})

test('a frame that may not use passkeys, and one that may', async () => {
  const { port } = new URL(page.url)
  const { tab } = await open(`http://app.localhost:${port}/`)
  for (const [allow, reason] of [
    ['', 'frame'],
    ['publickey-credentials-create; publickey-credentials-get', undefined],
  ]) {
    const frame = `Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(page.url)}, allow: ${JSON.stringify(allow)} })`
    await tab.evaluate(`new Promise((resolve) => {
      const frame = ${frame}
      frame.onload = resolve
      document.body.replaceChildren(frame)
    })`)
    const [, inside] = tab.frames()
    if (!inside) throw new Error('There is no frame.')
    for (const way of ['createPasskey', 'stamp']) {
      const outcome = await attempt(inside, way)
      expect(outcome.reason).toBe(reason)
      expect(outcome.asked).toHaveLength(reason ? 0 : 1)
    }
  }
})

test('the ceremony of docs/passkeys.md for several domains: it obeys its signal, and leaves another prompt alone', async () => {
  const site = await servePage(`
    ${snippetBelow('docs/passkeys.md', 'Several domains, one passkey').replace("'example.com'", "'localhost'")}
    import { webAuthnStamper } from 'viem-passkey-account'
    const told = (error) => error.name
    const stop = new AbortController()
    Object.assign(globalThis, {
      register: () => register('anna').then(({ credentialId }) => credentialId, told),
      begin: () => register('anna', stop.signal).catch(told),
      stop: () => stop.abort(new DOMException('', 'AbortError')),
      stamp: () => webAuthnStamper({ rpId: 'localhost' }).stamp('{}').then(({ stampHeaderName }) => stampHeaderName, told),
    })
  `)
  onTestFinished(site.stop)
  const { tab, authenticator } = await open(site.url)
  expect(await call<string>(tab, 'register')).toMatch(/^[\w-]{16,}$/)

  authenticator.next('ignore')
  await tab.evaluate('void (globalThis.begun = begin())')
  await expect.poll(() => authenticator.prompts.length).toBe(2)
  await call(tab, 'stop')
  expect(await tab.evaluate('begun')).toBe('AbortError')

  const { cdp, authenticatorId } = authenticator
  await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
  await tab.evaluate('void stamp().then((outcome) => (globalThis.stamped = outcome))')
  await expect.poll(() => authenticator.prompts.length).toBe(3)
  expect(await call(tab, 'register')).toBe('PasskeyCeremonyError')
  expect(await tab.evaluate('globalThis.stamped ?? "still open"')).toBe('still open')
})

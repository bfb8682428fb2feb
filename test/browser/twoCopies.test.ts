import type { CDPSession, Page } from 'playwright-core'
import type { Passkey } from 'viem-passkey-account'
import { afterAll, expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

// Two copies of the package in a page, as when a library brings its own: here one is ESM and the other CommonJS, each with
// its own SimpleWebAuthn. Neither knows of the other's queue.
const server = await servePage(`
  import * as first from 'viem-passkey-account'
  const copies = { first, second: require('viem-passkey-account') }
  const rp = { id: 'localhost' }
  const controllers = {}
  const running = {}
  const describeError = (error) => ({
    name: error.name, reason: error.reason, cause: error.cause?.name, message: error.shortMessage,
    found: Object.values(copies).map(({ findError, PasskeyCeremonyError }) => findError(error, PasskeyCeremonyError) !== undefined),
  })
  const ceremonies = {
    create: (copy, signal) => copies[copy].createPasskey({ rp, user: { name: 'anna' }, signal }),
    get: (copy, signal) => copies[copy].webAuthnStamper({ rpId: rp.id }).stamp('{}', { signal }),
    conditional: (_, signal) => navigator.credentials.get({
      mediation: 'conditional', signal, publicKey: { challenge: new Uint8Array(32), rpId: rp.id },
    }),
  }
  Object.assign(globalThis, {
    areCopies: () => copies.first.createPasskey !== copies.second.createPasskey,
    start: (name, ceremony) => {
      controllers[name] = new AbortController()
      running[name] = ceremonies[ceremony](name, controllers[name].signal).then(() => 'done', describeError)
    },
    abort: (name) => controllers[name].abort(),
    end: (name) => running[name],
    register: (copy) => ceremonies.create(copy),
  })
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
})

/** A page whose authenticator is driven directly: the kit's would change how ceremonies begin. */
async function open(): Promise<{ page: Page; answer(enabled: boolean): Promise<unknown> }> {
  const page = await chromium.newPage()
  const cdp: CDPSession = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  })
  await page.goto(server.url)
  expect(await page.evaluate('areCopies()')).toBe(true)
  await call<Passkey>(page, 'register', 'first')
  return {
    page,
    answer: (enabled) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
  }
}

const pending = {
  name: 'PasskeyCeremonyError',
  reason: 'pending',
  cause: 'OperationError',
  message: expect.stringContaining('Another library or another copy of this package'),
  // By the classes of either copy.
  found: [true, true],
}

test.each([
  ['get', 'get'],
  ['get', 'create'],
  ['create', 'get'],
  ['create', 'create'],
])('while one copy has a %s open, a %s of the other rejects at once, and both work afterwards', async (one, other) => {
  const { page, answer } = await open()
  await answer(false)
  // In the same click.
  await page.evaluate(`start('first', '${one}'); start('second', '${other}')`)
  expect(await call(page, 'end', 'second')).toEqual(pending)
  // The open one was left alone: it ends when its own caller ends it.
  await call(page, 'abort', 'first')
  expect(await call(page, 'end', 'first')).toMatchObject({ name: 'AbortError' })
  await answer(true)
  for (const copy of ['second', 'first']) {
    await call(page, 'start', copy, 'get')
    expect(await call(page, 'end', copy)).toBe('done')
  }
})

test.each(['get', 'create'])(
  "while another library's autofill waits, a %s rejects with the same reason",
  async (ceremony) => {
    const { page, answer } = await open()
    await answer(false)
    await call(page, 'start', 'autofill', 'conditional')
    await call(page, 'start', 'first', ceremony)
    expect(await call(page, 'end', 'first')).toEqual(pending)
    await call(page, 'abort', 'autofill')
    expect(await call(page, 'end', 'autofill')).toMatchObject({ name: 'AbortError' })
    await answer(true)
    await call(page, 'start', 'first', ceremony)
    expect(await call(page, 'end', 'first')).toBe('done')
  },
)

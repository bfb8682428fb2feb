import type { Page } from 'playwright-core'
import { createVirtualPasskey, trigger } from 'viem-passkey-account/testing'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

const server = await servePage(`
  import { createPasskey, indexedDbStorage, webAuthnStamper } from 'viem-passkey-account'
  const rp = { id: 'localhost', name: 'Test' }
  const outcome = (promise) => promise.then((value) => value, (error) => error.name)
  Object.assign(globalThis, {
    register: (name) => outcome(createPasskey({ rp, user: { name } }).then(({ credentialId }) => credentialId)),
    stamp: (options) => outcome(
      webAuthnStamper({ rpId: rp.id, ...options }).stamp('{}').then((stamp) => JSON.parse(stamp.stampHeaderValue).credentialId),
    ),
    loadSession: () => outcome(indexedDbStorage().load().then(() => 'loaded')),
    attachment: () => navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16), rpId: rp.id } })
      .then(({ authenticatorAttachment }) => authenticatorAttachment),
    arm: () => {
      const publicKey = { challenge: new Uint8Array(16), rpId: rp.id }
      globalThis.autofilled = outcome(
        navigator.credentials.get({ publicKey, mediation: 'conditional' }).then(({ id }) => id),
      )
    },
    // The page loses its patience.
    giveUp: () => {
      const controller = new AbortController()
      const publicKey = { challenge: new Uint8Array(16), rpId: rp.id }
      const asking = outcome(navigator.credentials.get({ publicKey, signal: controller.signal }))
      globalThis.abort = () => {
        controller.abort()
        return asking
      }
    },
  })
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
})

async function open(parameters?: addVirtualAuthenticator.Parameters): Promise<{ page: Page; passkey: PagePasskey }> {
  const page = await chromium.newPage()
  const passkey = await addVirtualAuthenticator(page, parameters)
  await page.goto(server.url)
  return { page, passkey }
}
const call = (page: Page, name: string, argument?: unknown): Promise<string> =>
  page.evaluate(`${name}(${JSON.stringify(argument) ?? ''})`)
const outcomes = ({ prompts }: PagePasskey): string[] => prompts.map(({ outcome }) => outcome)

test('every ceremony of the page is recorded, with what was asked and how it ended', async () => {
  const { page, passkey } = await open()
  const credentialId = await call(page, 'register', 'anna')
  expect(await call(page, 'stamp')).toBe(credentialId)
  expect(passkey.prompts).toMatchObject([
    { type: 'create', options: { rp: { id: 'localhost' }, user: { name: 'anna' } }, outcome: 'approved', credentialId },
    { type: 'get', options: { rpId: 'localhost', allowCredentials: [] }, outcome: 'approved', credentialId },
  ])
  expect(passkey.prompts.map(({ options }) => options.challenge)).toEqual([
    expect.stringMatching(/^[\w-]{43}$/),
    expect.stringMatching(/^[\w-]{86}$/),
  ])
  await page.reload()
  await call(page, 'stamp')
  expect(passkey.prompts).toHaveLength(3)
  await expect.poll(() => passkey.credentials()).toMatchObject([{ credentialId, userName: 'anna', signCount: 3 }])
})

test('a pick in autofill waits for the page that is shown, and not for one that was left', async () => {
  const { page, passkey } = await open()
  const credentialId = await call(page, 'register', 'anna')
  await page.evaluate('arm()')
  // Autofill of the new page is armed only after the pick.
  await page.reload()
  const picked = passkey.pickInAutofill()
  await page.evaluate('arm()')
  await picked
  expect(await page.evaluate('autofilled')).toBe(credentialId)
  // A page may change its address while it is armed.
  await page.evaluate(`arm(), history.pushState(null, '', '#wallet')`)
  await passkey.pickInAutofill()
  expect(await page.evaluate('autofilled')).toBe(credentialId)
})

test('what a page does before is not seen; from then on it is', async () => {
  const page = await chromium.newPage()
  await page.goto(server.url)
  const passkey = await addVirtualAuthenticator(page)
  await call(page, 'register', 'anna')
  expect(outcomes(passkey)).toEqual(['approved'])
})

test.each([
  ['cancel', 'PasskeyCancelledError', 'NotAllowedError'],
  ['timeout', 'PasskeyCancelledError', 'NotAllowedError'],
  ['noCredential', 'PasskeyCancelledError', 'NotAllowedError'],
  ['wrongRpId', 'InvalidRpIdError', 'SecurityError'],
  ['broken', 'PasskeyCeremonyError', 'NotReadableError'],
] as const)('%s is a %s to the page, once', async (answer, name, outcome) => {
  const { page, passkey } = await open()
  const credentialId = await call(page, 'register', 'anna')
  passkey.next(answer)
  expect(await call(page, 'stamp')).toBe(name)
  expect(await call(page, 'stamp')).toBe(credentialId)
  passkey.next(answer)
  expect(await call(page, 'register', 'ben')).toBe(name)
  expect(outcomes(passkey)).toEqual(['approved', outcome, 'approved', outcome])
})

test('a passkey that is there already', async () => {
  const { page, passkey } = await open()
  passkey.next('alreadyRegistered')
  expect(await call(page, 'register', 'anna')).toBe('PasskeyAlreadyRegisteredError')
})

test('the user chooses, deletes, and is not verified this once', async () => {
  const { page, passkey } = await open()
  const [older, newer] = [await call(page, 'register', 'anna'), await call(page, 'register', 'ben')]
  passkey.next({ credentialId: older })
  expect(await call(page, 'stamp')).toBe(older)
  passkey.next({ credentialId: older })
  const named = { allowCredentials: [{ id: newer, type: 'public-key' }] }
  expect(await call(page, 'stamp', named)).toBe('PasskeyCancelledError')

  // Chromium ends a ceremony that would like its user verified when they are not.
  passkey.next({ userVerified: false })
  expect(await call(page, 'stamp')).toBe('PasskeyCancelledError')
  passkey.next({ userVerified: false })
  expect(await call(page, 'stamp', { ...named, userVerification: 'discouraged' })).toBe(newer)
  expect(await call(page, 'stamp', { ...named, userVerification: 'required' })).toBe(newer)

  passkey.next('deletedCredential')
  expect(await call(page, 'stamp', named)).toBe('PasskeyCancelledError')
  await expect.poll(() => passkey.credentials()).toMatchObject([{ credentialId: older }])
  passkey.next('deletedCredential')
  await call(page, 'register', 'cora')
  await expect.poll(() => passkey.credentials()).toHaveLength(2)
  for (const { credentialId } of await passkey.credentials()) await passkey.remove(credentialId)
  await expect.poll(() => passkey.credentials()).toEqual([])
})

test('a slow user, one who does not answer, and a page that gives up', async () => {
  const { page, passkey } = await open()
  const credentialId = await call(page, 'register', 'anna')
  let approve = (): void => undefined
  passkey.next(
    new Promise((resolve) => {
      approve = () => resolve('approve')
    }),
  )
  const slow = call(page, 'stamp')
  // The page has begun by the time it answers to this.
  await page.evaluate('0')
  expect(outcomes(passkey)).toEqual(['approved', 'open'])
  approve()
  expect(await slow).toBe(credentialId)
  passkey.next({ after: 1 })
  expect(await call(page, 'stamp')).toBe(credentialId)

  passkey.next('ignore')
  expect(await call(page, 'stamp', { timeout: 1 })).toBe('PasskeyCancelledError')
  expect(await call(page, 'stamp')).toBe(credentialId)

  passkey.next(new Promise(() => {}))
  await call(page, 'giveUp')
  expect(await call(page, 'abort')).toBe('AbortError')
  passkey.next('ignore')
  await call(page, 'giveUp')
  await page.reload()
  expect(await call(page, 'stamp')).toBe(credentialId)
})

test('what a page lacks from now on, until that is undone or the page is loaded again', async () => {
  const { page } = await open()
  for (const end of ['undo', 'reload'] as const) {
    const undos = [await trigger.SessionStorageError({ page })]
    expect(await call(page, 'loadSession')).toBe('SessionStorageError')
    undos.push(await trigger.InsecureContextError({ page }))
    expect(await call(page, 'register', 'anna')).toBe('InsecureContextError')
    if (end === 'reload') await page.reload()
    // After a reload there is nothing to undo, which does no harm.
    for (const undo of undos) await undo()
    expect(await call(page, 'loadSession')).toBe('loaded')
  }
  expect(await call(page, 'loadSession')).toBe('loaded')
  expect(await call(page, 'register', 'anna')).toMatch(/^[\w-]{43}$/)
})

test('passkeys move to another page, and to a virtual passkey', async () => {
  const { page, passkey } = await open({ backupEligible: true, backedUp: true })
  const credentialId = await call(page, 'register', 'anna')
  const credentials = await passkey.credentials()
  expect(credentials).toMatchObject([{ rpId: 'localhost', discoverable: true, backupEligible: true, backedUp: true }])

  const other = await open({ credentials })
  expect(await call(other.page, 'stamp')).toBe(credentialId)
  const virtual = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost', credentials })
  expect((await virtual.getFn({ challenge: 'AAAA' })).id).toBe(credentialId)

  const back = await open({ credentials: (await virtual.save()).credentials })
  expect(await call(back.page, 'stamp')).toBe(credentialId)
})

test('an authenticator of another kind', async () => {
  const key = await open({ transport: 'usb' })
  const credentialId = await call(key.page, 'register', 'anna')
  expect(await call(key.page, 'stamp')).toBe(credentialId)
  expect(await key.page.evaluate('attachment()')).toBe('cross-platform')

  const weak = await open({ hasUserVerification: false })
  await call(weak.page, 'register', 'anna')
  expect(await call(weak.page, 'stamp', { userVerification: 'required' })).toBe('PasskeyCancelledError')
  expect(outcomes(weak.passkey)).toEqual(['approved', 'NotAllowedError'])
})

test('what a user would have done, had the page waited, reaches no later prompt', async () => {
  const { page, passkey } = await open()
  const credentialId = await call(page, 'register', 'anna')
  let decide = (_: 'deletedCredential'): void => {}
  passkey.next(new Promise((resolve) => (decide = resolve)))
  await page.evaluate('giveUp(), undefined')
  expect(await page.evaluate('abort()')).toBe('AbortError')
  decide('deletedCredential')
  expect(await call(page, 'stamp')).toBe(credentialId)
  await expect.poll(() => passkey.credentials()).toMatchObject([{ credentialId }])
})

import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import type { Route } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { agreed, carryOut, closed, finish, press } from './harness/carryOut.js'
import { checkState } from './harness/checkState.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { openDemoWallet } from './harness/openDemoWallet.js'
import { openTab } from './harness/openTab.js'
import { plugIn } from './harness/plugIn.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

test.each(['light', 'dark'] as const)(
  '%s: no state has barriers, layout shifts or horizontal scrolling',
  async (colorScheme) => {
    const context = await chromium.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })
    const tab = await openTab(context)
    const { page } = tab
    let states = 0
    const check = (name: string) => checkState(page, `dapp-${colorScheme}-${String(++states).padStart(2, '0')}-${name}`)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const form = (name: string) => page.locator(`#${name}`).getByRole('button')

    await page.goto(demo.url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await check('welcome')
    await carryOut(page, button('Sign in with a passkey'))
    await check('no-passkey')
    await finish(page)

    const asked = new Promise<Route>((resolve) => void page.route('**/api/sign-up', resolve, { times: 1 }))
    await press(page, button('Create a wallet'))
    const signUp = await asked
    await check('signing-up')
    await signUp.continue()
    await closed(page)
    await check('wallet')

    await press(page, form('send'))
    await button('Confirm').waitFor()
    await check('review')
    await button('Confirm').click()
    await agreed(page)
    await check('sent')
    await page.getByRole('dialog').getByRole('button', { name: 'Verify' }).click()
    await page.getByRole('dialog').getByText('Valid:').waitFor()
    await check('verified')
    await finish(page)
    await carryOut(page, form('both'))
    await check('both')
    await finish(page)
    await check('activity')

    await button('Show code: Send').click()
    await check('code')
    await page.keyboard.press('Escape')
    await page.reload()
    await page.locator('#ether:text-matches("[0-9]")').waitFor()

    demo.signer.addFault({ kind: 'rejected' })
    await carryOut(page, form('message'))
    await check('failed')
    await page.getByText('Details for developers').click()
    await check('details')
    await finish(page)
    demo.signer.addFault({ kind: 'consensus' })
    await carryOut(page, form('message'))
    await check('pending')
    await finish(page)
    await carryOut(page, button('Remove This passkey'))
    await check('last-passkey')
    await finish(page)
    await carryOut(page, button('List passkeys'))
    await check('passkeys')
    await finish(page)
    await press(page, page.locator('#session'))
    await button('Confirm').waitFor()
    await check('session-review')
    await button('Confirm').click()
    await agreed(page)
    await finish(page)
    await check('session')

    // The user touches the security key and not the device, which has a passkey already.
    const { cdp, authenticatorId } = tab.authenticator
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
    await plugIn(tab.authenticator)
    await press(page, page.locator('#add').getByRole('button', { name: 'Add a passkey' }))
    await button('Confirm').waitFor()
    await check('add-review')
    await button('Confirm').click()
    expect(await agreed(page)).toMatchObject({ state: 'done' })
    await finish(page)
    await press(page, button('Remove Second passkey'))
    await button('Confirm').waitFor()
    await check('remove-review')
    await button('Cancel').click()
    await press(page, button('Copy address'))
    await page.locator('#notice:not(:empty)').waitFor()
    await check('two-passkeys')
    expect(await tab.shifts()).toEqual([])
  },
)

test('everything works by keyboard, with a visible focus', async () => {
  const { page } = await openTab(await chromium.newContext())
  const { keyboard } = page
  // What has the focus, with its outline.
  const focused = () =>
    page.evaluate(`{
      const { activeElement } = document
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement)
      ;[activeElement.id || activeElement.textContent.trim(), outlineStyle, outlineWidth].join(' ')
    }`)
  async function tabTo(name: string): Promise<void> {
    for (let step = 0; step < 40; step++) {
      await keyboard.press('Tab')
      if ((await focused()) === `${name} solid 3px`) return
    }
    throw new Error(`The Tab key does not lead to ${name}.`)
  }

  await page.goto(demo.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await tabTo('create-name')
  await keyboard.type('Anna')
  await keyboard.press('Enter')
  await closed(page)
  // The element that had the focus is gone with the first screen.
  await page.locator('#account-title:focus').waitFor()

  await tabTo('message-text')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  // The dialog focuses its main button.
  await page.locator('dialog[data-state="review"]').waitFor()
  await expect.poll(() => focused()).toBe('Confirm solid 3px')
  await keyboard.press('Enter')
  await page.locator('dialog[data-state="done"]').waitFor()
  await expect.poll(() => focused()).toBe('Done solid 3px')
  await expect.poll(() => page.locator('#action-status').textContent()).toContain('Message signed.')
  await keyboard.press('Escape')
  await closed(page)
  // Back where it was.
  await expect.poll(() => focused()).toBe('Review solid 3px')
})

test('the content security policy allows what the page needs and nothing else', async () => {
  const tab = await openTab(await chromium.newContext())
  const response = await tab.page.goto(demo.url)
  const policy = (await response?.headerValue('content-security-policy')) ?? ''
  expect(policy).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:",
  )
  expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/127\.0\.0\.1:\d+)/)
  await tab.page.getByRole('heading', { level: 1 }).waitFor()
  expect(tab.violations).toEqual([])

  // What it forbids is refused, and reported.
  await tab.page.evaluate(`fetch('http://127.0.0.1:1/').catch(() => {})`)
  await tab.page.evaluate(
    `document.body.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }))`,
  )
  await expect
    .poll(() => tab.violations)
    .toEqual([
      expect.stringContaining('connect-src http://127.0.0.1:1/'),
      expect.stringContaining('style-src-elem inline'),
    ])
})

test('any other host name redirects to localhost', async () => {
  const { port } = new URL(demo.url)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(demo.url, { headers: { host: `rebound.example:${port}` } }, resolve)
      .on('error', reject)
      .end()
  })
  answer.resume()
  expect([answer.statusCode, answer.headers.location]).toEqual([307, `${demo.url}/`])
})

// `UPDATE_PICTURE=1` updates it.
test('the picture in the README', async () => {
  const context = await chromium.newContext({ colorScheme: 'light', viewport: { width: 1160, height: 760 } })
  const { page } = await openDemoWallet(context, demo)
  await page.getByRole('button', { name: 'Later' }).click()
  for (const form of ['send', 'message']) {
    await carryOut(page, page.locator(`#${form}`).getByRole('button', { name: 'Review' }))
    await finish(page)
  }
  await page.getByRole('button', { name: 'Verify Signature' }).click()
  await page.locator('.outcome').filter({ hasText: 'Valid:' }).waitFor()
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
  const picture = root('docs/images/demo.png')
  mkdirSync(root('docs/images'), { recursive: true })
  const path = process.env.UPDATE_PICTURE ? picture : root('test/screenshots/picture.png')
  await page.screenshot({ path })
  expect(statSync(picture).size).toBeLessThan(150_000)
  // Of the same size, so not forgotten when the page was changed.
  const sizeOf = (file: string) => readFileSync(file).subarray(16, 24).toString('hex')
  expect(sizeOf(picture)).toBe(sizeOf(path))
})

import { mkdirSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { auditPage } from './harness/auditPage.js'
import { carryOut, closed, finish } from './harness/carryOut.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { openTab } from './harness/openTab.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

const screenshots = root('test/screenshots')
mkdirSync(screenshots, { recursive: true })

const widths = [320, 768, 1280]

test.each(['light', 'dark'] as const)(
  '%s: every main state, without barriers, shifts or side scrolling',
  async (colorScheme) => {
    const context = await chromium.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })
    const tab = await openTab(context)
    const { page } = tab
    async function look(state: string): Promise<void> {
      expect({ state, barriers: await auditPage(page) }).toEqual({ state, barriers: [] })
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        const fullPage = !(await page.getByRole('dialog').isVisible())
        await page.screenshot({ path: `${screenshots}/${state}-${width}-${colorScheme}.png`, fullPage })
        const scrolls = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect({ state, width, scrolls }).toEqual({ state, width, scrolls: false })
      }
    }
    const button = (name: string) => page.getByRole('button', { name, exact: true })

    await page.goto(demo.url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look('1-welcome')

    await page.getByLabel('Your name').fill('Anna')
    await button('Create a wallet').click()
    await button('Continue').waitFor()
    await look('2-review')
    await button('Continue').click()
    await button('Done').waitFor()
    await look('3-done')
    await finish(page)
    await look('4-wallet')

    demo.signer.addFault({ kind: 'rejected' })
    await carryOut(page, page.locator('#message').getByRole('button'))
    await look('5-failed')
    await finish(page)

    demo.signer.addFault({ kind: 'consensus' })
    await carryOut(page, page.locator('#message').getByRole('button'))
    await look('6-waiting')
    await finish(page)

    await carryOut(page, page.locator('#send').getByRole('button'))
    await look('7-sent')
    await finish(page)
    await carryOut(page, page.locator('#session'))
    await finish(page)
    await look('8-session')
    expect(await tab.shifts()).toEqual([])
  },
)

test('the whole way by keyboard, with the focus in sight', async () => {
  const { page } = await openTab(await chromium.newContext())
  const { keyboard } = page
  // What has the focus, and whether that can be seen.
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
  // The dialog has the focus on what goes on.
  await page.locator('dialog[data-state="review"]').waitFor()
  expect(await focused()).toBe('Continue solid 3px')
  await keyboard.press('Enter')
  await page.locator('dialog[data-state="done"]').waitFor()
  expect(await focused()).toBe('Done solid 3px')
  expect(await page.locator('#approval-status').textContent()).toContain('Your wallet is open')
  await keyboard.press('Enter')
  // What was focused before is gone with the first screen.
  await page.locator('#account-title:focus').waitFor()

  await tabTo('message-text')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await page.locator('dialog[data-state="review"]').waitFor()
  await keyboard.press('Enter')
  await page.locator('dialog[data-state="done"]').waitFor()
  await keyboard.press('Escape')
  await closed(page)
  // Back to where it was.
  expect(await focused()).toBe('Review solid 3px')
})

test('the content security policy names what the page needs and nothing more', async () => {
  const tab = await openTab(await chromium.newContext())
  const response = await tab.page.goto(demo.url)
  const policy = (await response?.headerValue('content-security-policy')) ?? ''
  expect(policy).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:",
  )
  expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/127\.0\.0\.1:\d+)/)
  await tab.page.getByRole('heading', { level: 1 }).waitFor()
  expect(tab.violations).toEqual([])

  // What it forbids is refused, and would be seen.
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

test('under another name than localhost there is only the way to it', async () => {
  const { port } = new URL(demo.url)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(demo.url, { headers: { host: `rebound.example:${port}` } }, resolve)
      .on('error', reject)
      .end()
  })
  answer.resume()
  expect([answer.statusCode, answer.headers.location]).toEqual([307, `${demo.url}/`])
})

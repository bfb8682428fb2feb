import { mkdirSync } from 'node:fs'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { carryOut, finish } from './harness/carryOut.js'
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

/** What axe finds wrong, in whatever the page shows now. */
async function findBarriers(page: Page): Promise<unknown> {
  await page.evaluate(axe.source)
  return page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, any }) => [html, ...any.map(({ message }) => message)]) })))`)
}

const widths = [320, 768, 1280]

test.each(['light', 'dark'] as const)(
  '%s: every main state, without barriers, shifts or side scrolling',
  async (colorScheme) => {
    const context = await chromium.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })
    const tab = await openTab(context)
    const { page } = tab
    async function look(state: string): Promise<void> {
      expect({ state, barriers: await findBarriers(page) }).toEqual({ state, barriers: [] })
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

    await carryOut(page, page.locator('#send').getByRole('button'))
    await look('6-sent')
    await finish(page)
    await carryOut(page, page.locator('#session'))
    await finish(page)
    await look('7-session')
    expect(await tab.shifts()).toEqual([])
  },
)

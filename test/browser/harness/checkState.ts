import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { auditPage } from './auditPage.js'
import { saveScreenshot } from './saveScreenshot.js'

const widths = [320, 768, 1280]

/** Checks what a page shows for barriers, and at each width for horizontal scrolling. Can save a screenshot of each width to look at. */
export async function checkState(page: Page, state: string): Promise<void> {
  expect({ state, barriers: await auditPage(page) }).toEqual({ state, barriers: [] })
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const fullPage = !(await page.getByRole('dialog').isVisible())
    await saveScreenshot(page, `${state}-${width}`, { fullPage })
    const scrolls = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect({ state, width, scrolls }).toEqual({ state, width, scrolls: false })
  }
}

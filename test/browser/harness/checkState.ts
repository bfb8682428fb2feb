import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { auditPage } from './auditPage.js'

export const screenshots = root('test/screenshots')

const widths = [320, 768, 1280]

/** Checks what a page shows for barriers, and at each width for horizontal scrolling. Takes a screenshot of each width to look at. */
export async function checkState(page: Page, state: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  expect({ state, barriers: await auditPage(page) }).toEqual({ state, barriers: [] })
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const fullPage = !(await page.getByRole('dialog').isVisible())
    await page.screenshot({ path: `${screenshots}/${state}-${width}.png`, fullPage })
    const scrolls = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect({ state, width, scrolls }).toEqual({ state, width, scrolls: false })
  }
}

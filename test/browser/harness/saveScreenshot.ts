import type { Page } from 'playwright-core'
import { root } from '../../../scripts/lib/root.ts'

/** Saves a screenshot to look at, if there is somebody who wants to: a quarter of the processor time of such a test. */
export async function saveScreenshot(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: root(`test/screenshots/${name}.png`), fullPage })
}

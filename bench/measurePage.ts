import { chromium } from 'playwright-core'
import { ensureChromium } from '../scripts/chromium.ts'
import { median } from './median.ts'

/** Measures how long the signer's page takes in Chromium from the navigation until its activities are visible, in milliseconds. */
export async function measurePage(url: string, rounds: number): Promise<{ first: number; others: number }> {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), chromiumSandbox: false })
  try {
    const times: number[] = []
    for (let round = 0; round <= rounds; round++) {
      // A new context has an empty cache.
      const context = await browser.newContext()
      const page = await context.newPage()
      const start = performance.now()
      await page.goto(url)
      await page.locator('ol.rows > li').first().waitFor()
      times.push(performance.now() - start)
      await context.close()
    }
    const [first = Number.NaN, ...others] = times
    return { first, others: median(others) }
  } finally {
    await browser.close()
  }
}

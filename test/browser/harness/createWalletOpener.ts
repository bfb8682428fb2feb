import type { Chromium } from './openChromium.js'
import type { Demo } from './openDemo.js'
import { openDemoWallet } from './openDemoWallet.js'
import { openTab, type Tab } from './openTab.js'

/** Signs up once. The function that it returns opens that wallet, with its passkey, in a new browser context. */
export async function createWalletOpener(chromium: Chromium, demo: Demo): Promise<() => Promise<Tab>> {
  const first = await chromium.newContext()
  const { authenticator, page } = await openDemoWallet(first, demo)
  const credentials = await authenticator.credentials()
  const stored = await page.evaluate('JSON.stringify(localStorage)')
  await first.close()
  return async () => {
    const tab = await openTab(await chromium.newContext(), { credentials })
    // Before the first page, and not as the context's `storageState`, for which Playwright opens another page.
    const restoring = await tab.page.addInitScript(`Object.assign(localStorage, ${stored})`)
    await tab.page.goto(demo.url)
    await restoring.dispose()
    return tab
  }
}

import type { Chromium } from './openChromium.js'
import type { Demo } from './openDemo.js'
import { openDemoWallet } from './openDemoWallet.js'
import { openTab, type Tab } from './openTab.js'

/** Signs up once. @returns opens a tab in which that wallet is open, with its passkey, in a browser context of its own. */
export async function keepDemoWallet(chromium: Chromium, demo: Demo): Promise<() => Promise<Tab>> {
  const first = await chromium.newContext()
  const { authenticator } = await openDemoWallet(first, demo)
  const [credentials, storageState] = [await authenticator.credentials(), await first.storageState()]
  await first.close()
  return async () => {
    const tab = await openTab(await chromium.newContext({ storageState }), { credentials })
    await tab.page.goto(demo.url)
    return tab
  }
}

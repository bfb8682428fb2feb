import type { Chromium } from './openChromium.js'
import type { Demo } from './openDemo.js'
import { openDemoWallet } from './openDemoWallet.js'
import { openTab, type Tab } from './openTab.js'

/** Signs up once. The function that it returns opens that wallet, with its passkey, in a new browser context. */
export async function createWalletOpener(chromium: Chromium, demo: Demo): Promise<() => Promise<Tab>> {
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

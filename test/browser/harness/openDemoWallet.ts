import type { BrowserContext } from 'playwright-core'
import { closed, press } from './carryOut.js'
import type { Demo } from './openDemo.js'
import { openTab, type Tab } from './openTab.js'

/** A tab of the demo in which somebody has just signed up. */
export async function openDemoWallet(context: BrowserContext, demo: Demo): Promise<Tab> {
  const tab = await openTab(context)
  await tab.page.goto(demo.url)
  await createDemoWallet(tab, 'Anna')
  return tab
}

/** Creates a wallet, which closes the dialog. */
export async function createDemoWallet({ page }: Tab, name: string): Promise<void> {
  await page.getByLabel('Wallet name').fill(name)
  await press(page, page.getByRole('button', { name: 'Create a wallet', exact: true }))
  await closed(page)
}

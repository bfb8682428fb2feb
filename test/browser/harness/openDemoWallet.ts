import type { BrowserContext } from 'playwright-core'
import { carryOut, finish } from './carryOut.js'
import type { Demo } from './openDemo.js'
import { openTab, type Tab } from './openTab.js'

/** A tab of the demo in which somebody has just signed up. */
export async function openDemoWallet(context: BrowserContext, demo: Demo): Promise<Tab> {
  const tab = await openTab(context)
  const { page } = tab
  await page.goto(demo.url)
  await page.getByLabel('Your name').fill('Anna')
  await carryOut(page, page.getByRole('button', { name: 'Create a wallet' }))
  await finish(page)
  return tab
}

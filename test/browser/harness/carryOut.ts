import type { Locator, Page } from 'playwright-core'

/** What the demo's dialog said of an action. */
export type Shown = {
  /** What would be signed, before the browser asked. */
  words: string
  state: string
  what: string
  /** The next step after a failure. */
  next: string
  cost: string
  facts: Record<string, string>
}

/** Starts an action of the demo and agrees to it; the dialog stays open at its end. */
export async function carryOut(page: Page, trigger: Locator): Promise<Shown> {
  // As its user would: behind another tab Chromium draws a page about once a second.
  await page.bringToFront()
  await trigger.click()
  return agree(page)
}

/** Agrees to what the dialog says. */
export async function agree(page: Page): Promise<Shown> {
  const dialog = page.getByRole('dialog')
  await page.locator('dialog:is([data-state="review"], [data-state="failed"])').waitFor()
  const words = (await dialog.locator('.words').allInnerTexts()).join('\n')
  if (words !== '') await dialog.getByRole('button', { name: 'Continue' }).click()
  return { ...(await agreed(page)), words }
}

/** What the dialog says in the end of what has been agreed to. */
export async function agreed(page: Page): Promise<Shown> {
  const dialog = page.getByRole('dialog')
  await page.locator('dialog:is([data-state="done"], [data-state="failed"])').waitFor()
  const text = async (selector: string) => (await dialog.locator(selector).allInnerTexts()).join('\n')
  const names = await dialog.locator('dt').allInnerTexts()
  const values = await dialog.locator('dd').allInnerTexts()
  return {
    words: '',
    state: (await dialog.getAttribute('data-state')) ?? '',
    what: await text('.what'),
    next: await text('.next'),
    cost: await text('.cost'),
    facts: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
  }
}

/** Puts the dialog away. */
export async function finish(page: Page): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Done|Close)$/ })
    .click()
  await closed(page)
}

/** The dialog is away, and the page shows what has changed. */
export function closed(page: Page): Promise<void> {
  return page.locator('dialog[data-state="closed"]').waitFor({ state: 'attached' })
}

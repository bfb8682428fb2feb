import type { Locator, Page } from 'playwright-core'

/** What the demo's dialog says of an action. */
export type Shown = {
  /** What the user agreed to, before the browser asked. */
  review: string
  state: string
  what: string
  /** The next step after a failure. */
  next: string
  cost: string
  facts: Record<string, string>
  /** On the signer's page. */
  link: string
}

/** Starts an action of the demo and agrees to it. The dialog stays open at its end. */
export async function carryOut(page: Page, trigger: Locator): Promise<Shown> {
  await press(page, trigger)
  return agree(page)
}

/** Clicks as a user does, who sees the tab: behind another one Chromium draws a page about once a second. */
export async function press(page: Page, trigger: Locator): Promise<void> {
  await page.bringToFront()
  await trigger.click()
}

/** Agrees to what the dialog says, if it asks. */
export async function agree(page: Page): Promise<Shown> {
  const dialog = page.getByRole('dialog')
  const states = ['review', 'done', 'failed', 'pending'].map((state) => `[data-state="${state}"]`)
  await page.locator(`dialog:is(${states.join(', ')})`).waitFor()
  const review = (await dialog.locator('.review').allInnerTexts()).join('\n')
  if (review !== '') await dialog.getByRole('button', { name: 'Confirm' }).click()
  return { ...(await agreed(page)), review }
}

/** What the dialog says at the end of an action. */
export async function agreed(page: Page): Promise<Shown> {
  const dialog = page.getByRole('dialog')
  await page.locator('dialog:is([data-state="done"], [data-state="failed"], [data-state="pending"])').waitFor()
  return { ...(await read(dialog)), review: '', state: (await dialog.getAttribute('data-state')) ?? '' }
}

/** Closes the dialog. */
export async function finish(page: Page): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Done|Close)$/ })
    .click()
  await closed(page)
}

/** The dialog is closed, and the page shows what has changed. */
export function closed(page: Page): Promise<void> {
  return page.locator('dialog[data-state="closed"]').waitFor({ state: 'attached' })
}

/** What the page's list says of the newest action. */
export async function readNewest(page: Page): Promise<Shown & { title: string }> {
  const item = page.locator('#activity > li').first()
  const [title = ''] = await item.locator('.entry-title strong').allInnerTexts()
  return { ...(await read(item)), review: '', state: (await item.getAttribute('class')) ?? '', title }
}

async function read(place: Locator): Promise<Pick<Shown, 'what' | 'next' | 'cost' | 'facts' | 'link'>> {
  const text = async (selector: string) => (await place.locator(selector).allInnerTexts()).join('\n')
  const rows = await place.locator('.facts').evaluateAll((lists) =>
    lists.flatMap((list) =>
      [...list.querySelectorAll('dt')].map((name) => {
        const value = name.nextElementSibling
        const shown = value?.querySelector('code, time') ?? value
        return [name.textContent, shown?.getAttribute('datetime') ?? shown?.textContent ?? ''] as const
      }),
    ),
  )
  return {
    what: await text('.what'),
    next: await text('.next'),
    cost: await text('.cost'),
    facts: Object.fromEntries(rows),
    link: (await place.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).join(' '),
  }
}

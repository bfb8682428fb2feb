import type { BrowserContext, Page } from 'playwright-core'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'

export type Tab = {
  page: Page
  authenticator: PagePasskey
  /** How many ceremonies its authenticator completed, counted by the browser and not by the page. */
  prompts(): number
  /** Violations of the content security policy. */
  violations: string[]
  /** Requests to other machines. */
  outside: string[]
  /** Layout shifts since the page was loaded that no input caused. */
  shifts(): Promise<unknown[]>
}

/** A tab with an authenticator. Records what the demo must not do. */
export async function openTab(
  context: BrowserContext,
  parameters: Parameters<typeof addVirtualAuthenticator>[1] = {},
): Promise<Tab> {
  const page = await context.newPage()
  const authenticator = await addVirtualAuthenticator(page, parameters)
  let prompts = 0
  authenticator.cdp.on('WebAuthn.credentialAdded', () => prompts++)
  authenticator.cdp.on('WebAuthn.credentialAsserted', () => prompts++)
  const violations: string[] = []
  const outside: string[] = []
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol !== 'data:' && !['localhost', '127.0.0.1'].includes(hostname)) outside.push(request.url())
  })
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text))
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      reportViolation([violatedDirective, blockedURI, sourceFile].join(' ')))
    globalThis.shifts = []
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries())
        if (!hadRecentInput) shifts.push({ value, sources: sources.map(({ node }) => (node?.outerHTML ?? node?.textContent)?.slice(0, 80)) })
    }).observe({ type: 'layout-shift', buffered: true })
  `)
  return {
    page,
    authenticator,
    prompts: () => prompts,
    violations,
    outside,
    shifts: () => page.evaluate('shifts'),
  }
}

import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** What the tests need of a browser. */
export type Chromium = Pick<Browser, 'newContext' | 'newPage' | 'close'>

/**
 * A headless Chromium that connects to the pages under test only.
 *
 * @param args More arguments for its command.
 * @param options `backForwardCache`: whether it keeps pages that were left, which Playwright turns off.
 */
export async function openChromium(
  args: readonly string[] = [],
  { backForwardCache = false }: { backForwardCache?: boolean } = {},
): Promise<Chromium> {
  const browser = await chromium.launch({
    executablePath: inject('chromium'),
    // As root, and in most containers, Chromium cannot build its sandbox; it only ever opens our own pages here.
    chromiumSandbox: false,
    ...(backForwardCache && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  })
  const newContext: Chromium['newContext'] = async (options) => {
    const context = await browser.newContext(options)
    // A busy machine makes a step slow, not wrong. The test's timeout ends what hangs.
    context.setDefaultTimeout(0)
    return context
  }
  return {
    newContext,
    newPage: async (options) => (await newContext(options)).newPage(),
    close: () => browser.close(),
  }
}

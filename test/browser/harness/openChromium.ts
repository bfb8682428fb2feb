import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** What the tests need of a browser. */
export type Chromium = Pick<Browser, 'newContext' | 'newPage' | 'newBrowserCDPSession' | 'close'>

/** What Playwright turns off. Of two such arguments Chromium takes the last, so ours repeats them; a test compares. */
const offByPlaywright = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
]

/** Nobody sees them, and they cost half of the processor time of a page: the address bar's suggestions, and a process for the next page. */
const unseen = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'SpareRendererForSitePerProcess']

/** One for all files of a worker, which runs them one after the other. It ends with the worker. */
let shared: Promise<Browser> | undefined

/**
 * A headless Chromium that connects to the pages under test only. Its contexts are the caller's own; the browser is shared,
 * unless it is to be different.
 *
 * @param args More arguments for its command.
 * @param options `backForwardCache`: whether it keeps pages that were left, which Playwright turns off.
 */
export async function openChromium(
  args: readonly string[] = [],
  { backForwardCache = false }: { backForwardCache?: boolean } = {},
): Promise<Chromium> {
  const isShared = args.length === 0 && !backForwardCache
  const browser = await (isShared ? share() : launch(args, backForwardCache))
  const contexts = new Set<BrowserContext>()
  const newContext: Chromium['newContext'] = async (options) => {
    const context = await browser.newContext(options)
    contexts.add(context)
    context.once('close', () => contexts.delete(context))
    // A busy machine makes a step slow, not wrong. The test's timeout ends what hangs.
    context.setDefaultTimeout(0)
    return context
  }
  return {
    newContext,
    newBrowserCDPSession: () => browser.newBrowserCDPSession(),
    newPage: async (options) => (await newContext(options)).newPage(),
    close: async () => {
      if (isShared) for (const context of contexts) await context.close()
      else await browser.close()
    },
  }
}

function share(): Promise<Browser> {
  shared ??= launch([])
  return shared
}

function launch(args: readonly string[], backForwardCache = false): Promise<Browser> {
  return chromium.launch({
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
      `--disable-features=${[...offByPlaywright, ...unseen].join()}`,
      ...args,
    ],
  })
}

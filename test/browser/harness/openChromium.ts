import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** A headless Chromium that talks to nobody but the pages under test. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    // As root, and in most containers, Chromium cannot build its sandbox; it only ever opens our own pages here.
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

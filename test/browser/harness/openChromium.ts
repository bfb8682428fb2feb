import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** A headless Chromium that talks to nobody but the pages under test. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    // Without it Chromium refuses to run as root, as containers do.
    chromiumSandbox: process.getuid?.() !== 0,
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

import { expect, test } from 'vitest'
import { openChromium } from './harness/openChromium.js'

test('all that Playwright turns off stays off', async () => {
  const chromium = await openChromium()
  const cdp = await chromium.newBrowserCDPSession()
  const { commandLine } = await cdp.send('SystemInfo.getInfo')
  const [playwright = [], ...ours] = [...commandLine.matchAll(/--disable-features=(\S+)/g)].map(([, list = '']) =>
    list.split(','),
  )
  expect(playwright.length).toBeGreaterThan(0)
  // Chromium takes the last.
  expect(ours.at(-1)).toEqual(expect.arrayContaining(playwright))
})

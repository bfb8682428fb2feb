import { afterAll, expect, test } from 'vitest'
import { auditPage } from './harness/auditPage.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

const site = await servePage('')
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await site.stop()
})

test('barriers are found at every audit of a page, also after it navigates', async () => {
  const page = await chromium.newPage()
  const barriersOf = async (html: string): Promise<string[]> => {
    await page.evaluate((content) => {
      document.documentElement.lang = 'en'
      document.body.innerHTML = `<main><h1>Page</h1>${content}</main>`
    }, html)
    return (await auditPage(page)).map((line) => line.split(' | ')[0] ?? '')
  }
  for (let visit = 1; visit <= 2; visit++) {
    await page.goto(site.url)
    expect(await barriersOf('')).toEqual([])
    expect(await barriersOf('<img src="/page.js">')).toEqual(['image-alt'])
    expect(await barriersOf('<input>')).toEqual(['label'])
    expect(await barriersOf('')).toEqual([])
  }
})

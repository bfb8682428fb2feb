import { expect, test } from 'vitest'
import { findReadsOnce } from '../../scripts/lib/findReadsOnce.ts'

test.each([
  "expect(await page.locator('li').allInnerTexts()).toEqual(['one'])",
  "expect((await page.locator('p').textContent()) ?? '').not.toContain('one')",
  "expect(\n  await page\n    .getByRole('button')\n    .isDisabled(),\n).toBe(true)",
  'expect([1, await first.inputValue()]).toEqual([1, 2])',
  'expect({ isDisabled: await button.isDisabled() }).toEqual({ isDisabled: true })',
])('finds %j', (text) => {
  expect(findReadsOnce(text)).toEqual([1])
})

test.each([
  'await expect.poll(() => again.isDisabled()).toBe(true)',
  "const text = await page.locator('p').textContent()",
  'await expect(load()).resolves.toBe(1)\nexpect(one).toBe(await page.getByText(two).count())',
  "expect(await wallet.load()).toBe(1)\nconst count = await page.locator('li').count()",
])('leaves alone %j', (text) => {
  expect(findReadsOnce(text)).toEqual([])
})

test('tells the line of each', () => {
  const once = 'expect(await button.isEnabled()).toBe(true)'
  expect(findReadsOnce(`one\n${once}\n\n${once}`)).toEqual([2, 4])
})

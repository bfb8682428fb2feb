const reads = [
  'allInnerTexts',
  'allTextContents',
  'count',
  'getAttribute',
  'innerText',
  'inputValue',
  'isChecked',
  'isDisabled',
  'isEnabled',
  'isVisible',
  'textContent',
]
const argument = String.raw`(?:(?!\)\.(?:not\.|rejects\.|resolves\.)*to[A-Z])[^])*?`
const readOnce = new RegExp(String.raw`expect\(${argument}\bawait\b${argument}\.(?:${reads.join('|')})\(`, 'g')

/**
 * Finds assertions that read a page of Playwright's only once. A page shows what a click led to a moment later, and the first of
 * several elements before the last.
 *
 * @returns The lines of the assertions, 1 for the first.
 */
export function findReadsOnce(text: string): number[] {
  return [...text.matchAll(readOnce)].map(({ index }) => text.slice(0, index).split('\n').length)
}

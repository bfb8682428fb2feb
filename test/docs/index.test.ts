import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage } from './pages.js'

/** The pages that an index lists below its headings, by their paths in the repository, and its lines. */
function readIndex(path: string, folder: string) {
  const entries: { heading: string; page: string; line: string }[] = []
  let heading = ''
  for (const line of readPage(path).text.split('\n')) {
    heading = /^## (.+)$/.exec(line)?.[1] ?? heading
    const [, target] = /^- \[.+?\]\(([\w./-]+)\)/.exec(line) ?? []
    if (target !== undefined) entries.push({ heading, page: join(folder, target), line })
  }
  return entries
}

const index = readIndex('docs/README.md', 'docs')
const llms = readIndex('llms.txt', '.')

test('docs/README.md lists every page once, below four headings', () => {
  const pages = globSync('docs/*.md', { cwd: root() }).filter((page) => page !== 'docs/README.md')
  expect(index.map(({ page }) => page).toSorted()).toEqual([...pages, 'SECURITY.md'].toSorted())
  expect([...new Set(index.map(({ heading }) => heading))]).toEqual(['Start', 'Guides', 'Reference', 'Background'])
})

test('llms.txt lists the same pages in the same order, one line a page', () => {
  const places = (entries: typeof index) => entries.map(({ heading, page }) => `${heading}: ${page}`)
  expect(places(llms)).toEqual(places(index))
  expect(llms.filter(({ line }) => !/^- \[.+\]\(.+\): .{10,130}$/.test(line))).toEqual([])
})

test('README.md has at most 500 words', () => {
  expect(readPage('README.md').text.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(500)
})

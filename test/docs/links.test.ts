import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readPages, readProse } from './pages.js'

const pages = readPages()

/** The anchors that GitHub gives the headings of a page. */
function anchors(path: string): string[] {
  return [...readProse(readPage(path)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every link between pages leads somewhere', () => {
  const links = pages.flatMap((page) =>
    [...readProse(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ path: page.path, target })),
  )
  const dead = links.filter(({ path, target }) => {
    if (/^https:\/\//.test(target)) return false
    const [file = '', anchor] = target.split('#')
    const found = file === '' ? path : join(dirname(path), file)
    if (!existsSync(root(found))) return true
    return anchor !== undefined && !anchors(found).includes(anchor)
  })
  expect(dead).toEqual([])
  expect(links.length).toBeGreaterThan(5)
})

test('every file that a page names in backquotes is there', () => {
  const named = pages.flatMap((page) =>
    [...readProse(page).matchAll(/`((?:src|test|docs|scripts|examples)\/[\w./-]+\.(?:ts|md|mjs))`/g)].map(
      ([, file = '']) => ({
        path: page.path,
        file,
      }),
    ),
  )
  expect(named.filter(({ file }) => !existsSync(root(file)))).toEqual([])
  expect(named.length).toBeGreaterThan(5)
})

test('prose has lines of a length that one can read', () => {
  const long = pages.flatMap((page) =>
    readProse(page)
      .split('\n')
      .flatMap((line) => (line.length > 150 && !line.startsWith('|') ? [`${page.path}: ${line}`] : [])),
  )
  expect(long).toEqual([])
})

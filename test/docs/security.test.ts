import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage } from './pages.js'

test('every promise says what keeps it, and names tests that exist', () => {
  const [, promised = ''] = /\n## What is promised\n(.*?)\n## /s.exec(readPage('SECURITY.md').text) ?? []
  const rows = promised.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| promise '))
  expect(rows.length).toBeGreaterThan(25)
  for (const row of rows) {
    const [promise, keptBy, shownBy = '', ...more] = row.slice(2, -2).split(' | ')
    expect([promise, keptBy, more], row).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/), []])
    const files = [...shownBy.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file)
    expect(files, row).not.toEqual([])
    expect(files.filter((file) => !existsSync(root(file)))).toEqual([])
  }
})

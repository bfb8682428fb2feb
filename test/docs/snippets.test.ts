import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readFirstColumn, readPage, readPages, readSnippets, type Snippet } from './pages.js'
import { typeCheck } from './typeCheck.js'

/** Compiled where their libraries are installed, which `npm ci` does not do: by `npm run test:long`. */
const elsewhere = ['docs/eip-1193.md: src/web3.ts']
const nameOf = ({ path, heading }: Snippet): string => `${path}: ${heading}`

const all = readPages()
  .flatMap(readSnippets)
  .filter(({ language }) => language === 'ts')
const snippets = all.filter((snippet) => !elsewhere.includes(nameOf(snippet)))

test('every snippet compiles, and an error is reported at its line', async () => {
  const wrong: Snippet = {
    path: 'docs/wrong.md',
    heading: '',
    line: 10,
    language: 'ts',
    code: "import { apiKeyStamper } from 'viem-passkey-account'\n\napiKeyStamper({ publicKey: 1, privateKey: '' })",
  }
  expect(await typeCheck([...snippets, wrong], { globals: ['test/docs/preamble.d.ts'] })).toEqual([
    "docs/wrong.md:12: Type 'number' is not assignable to type 'string'.",
  ])
  expect(new Set(snippets.map(({ path }) => path))).toContain('SKILL.md')
  expect(all.length - snippets.length).toBe(elsewhere.length)
})

test('docs/README.md lists the names that snippets may use', () => {
  const declared = readFileSync(root('test/docs/preamble.d.ts'), 'utf8').matchAll(/^ {2}const (\w+):/gm)
  const named = readFirstColumn(readPage('docs/README.md'), '## What snippets take for granted')
  expect(named).toEqual([...declared].map(([, name]) => name))
})

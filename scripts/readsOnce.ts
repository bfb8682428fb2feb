import { globSync, readFileSync } from 'node:fs'
import { root } from './lib/root.ts'

// Lists assertions of browser tests that read the page only once, as file:line, and fails if there are any. A page shows what
// a click led to a moment later, and the first of several elements before the last.

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
const readsOnce = new RegExp(
  String.raw`expect\(\s*\(*await\b(?:(?!\)\.(?:not\.)?to[A-Z])[^])*?\.(?:${reads.join('|')})\(`,
  'g',
)

const files = globSync('test/{browser,wagmi}/**/*.ts', {
  cwd: root(),
  exclude: (path) => path.includes('node_modules'),
})
let total = 0
for (const file of files.sort()) {
  const text = readFileSync(root(file), 'utf8')
  for (const { index } of text.matchAll(readsOnce)) {
    console.log(`${file}:${text.slice(0, index).split('\n').length}: Use \`await expect.poll(() => …)\`.`)
    total++
  }
}
console.log(`${total} assertions of ${files.length} files read the page only once.`)
process.exitCode = total === 0 ? 0 : 1

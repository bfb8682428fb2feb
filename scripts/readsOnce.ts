import { globSync, readFileSync } from 'node:fs'
import { findReadsOnce } from './lib/findReadsOnce.ts'
import { root } from './lib/root.ts'

// Lists assertions of browser tests that read the page only once, as file:line, and fails if there are any.

const files = globSync('test/{browser,wagmi}/**/*.ts', {
  cwd: root(),
  exclude: (path) => path.includes('node_modules'),
})
let total = 0
for (const file of files.sort()) {
  for (const line of findReadsOnce(readFileSync(root(file), 'utf8'))) {
    console.log(`${file}:${line}: Use \`await expect.poll(() => …)\`.`)
    total++
  }
}
console.log(`${total} assertions of ${files.length} files read the page only once.`)
process.exitCode = total === 0 ? 0 : 1

import { globSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { findBannedWords } from './lib/findBannedWords.ts'
import { root } from './lib/root.ts'

// Lists words and names that make a reader decode the text, as file:line:word, and fails if there are any.
//
//   node scripts/bannedWords.ts                  everything that users and readers of the code see
//   node scripts/bannedWords.ts docs src/server  these folders and files

const args = process.argv.slice(2)
const places = args.length > 0 ? args : ['src', 'docs', 'examples', ...globSync('*.{md,txt}', { cwd: root() })]
const files = places.flatMap((place) => {
  if (!statSync(root(place)).isDirectory()) return [place]
  return globSync(`${place}/**/*.{css,html,js,jsx,json,md,mjs,sol,ts,tsx,txt,yml}`, {
    cwd: root(),
    exclude: (path) => ['node_modules', 'dist', 'out'].includes(basename(path)),
  })
})

let total = 0
for (const file of files.sort()) {
  const inName = findBannedWords(basename(file)).map((word) => ({ ...word, line: 0 }))
  for (const { line, found, advice } of [...inName, ...findBannedWords(readFileSync(root(file), 'utf8'))]) {
    console.log(`${file}:${line}:${found} (${advice})`)
    total++
  }
}
console.log(`${total} banned words in ${files.length} files.`)
process.exitCode = total === 0 ? 0 : 1

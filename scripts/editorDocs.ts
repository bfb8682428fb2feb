import { readFileSync } from 'node:fs'
import { findBare } from './lib/findBare.ts'
import { root } from './lib/root.ts'
import { installed, pack } from './pack.ts'

// Lists the public exports and properties for which an editor shows no documentation, and fails if there are any.
//
//   npm run check:docs                            every entry of the packed package
//   node scripts/editorDocs.ts . /actions         these entries only; `.` is the root
//   node scripts/editorDocs.ts --source /server   the same from src/, with file and line, without building the package

const args = process.argv.slice(2)
const fromSource = args.includes('--source')
const wanted = args.filter((arg) => arg !== '--source')

const { exports }: { exports: Record<string, string | { import: { types: string } }> } = JSON.parse(
  readFileSync(root('package.json'), 'utf8'),
)
const entries = Object.entries(exports).flatMap(([key, value]) => {
  if (typeof value === 'string') return []
  const { types } = value.import
  const file = fromSource
    ? root(types.replace('./dist/', 'src/').replace('.d.ts', '.ts'))
    : root(`${installed}/${types.slice(2)}`)
  return [{ name: key === '.' ? key : key.slice(1), specifier: key.replace('.', 'viem-passkey-account'), file }]
})
const unknown = wanted.find((name) => entries.every((entry) => entry.name !== name))
if (unknown !== undefined) throw new Error(`No entry "${unknown}": ${entries.map(({ name }) => name).join(' ')}`)
if (!fromSource) await pack()

const reports = findBare(
  entries.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
  {
    packageRoot: root(fromSource ? 'src' : installed),
    paths: fromSource ? Object.fromEntries(entries.map(({ specifier, file }) => [specifier, [file]])) : {},
  },
)
for (const { name, bare } of reports) {
  for (const { path, place } of bare)
    console.log(`${name} ${path}${fromSource ? `  ${place.slice(root().length)}` : ''}`)
}
for (const { name, bare, total } of reports) console.log(`${name.padEnd(20)} ${total - bare.length} of ${total}`)
const total = reports.reduce((sum, report) => sum + report.total, 0)
const bare = reports.reduce((sum, report) => sum + report.bare.length, 0)
console.log(`An editor shows documentation for ${total - bare} of ${total} public exports and properties.`)
process.exitCode = bare === 0 ? 0 : 1

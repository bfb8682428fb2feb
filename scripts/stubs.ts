import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { root } from './lib/root.ts'

// Resolvers that do not read "exports" (Parcel by default, Metro with its package exports off, TypeScript's `node10`) look for a folder with a
// package.json at the subpath. These folders are made for the tarball alone.

type Entry = { import: { types: string; default: string }; require: { default: string } }
const { exports }: { exports: Record<string, Entry | string> } = JSON.parse(readFileSync(root('package.json'), 'utf8'))

const stubs = Object.entries(exports).flatMap(([path, entry]) => {
  if (path === '.' || typeof entry === 'string') return []
  const from = (file: string) => posix.relative(path, file)
  const stub = {
    main: from(entry.require.default),
    module: from(entry.import.default),
    types: from(entry.import.types),
    sideEffects: false,
  }
  return [{ file: `${path}/package.json`, stub }]
})

/** Writes the folders into the repository's root. */
export function writeStubs(): void {
  for (const { file, stub } of stubs) {
    mkdirSync(root(dirname(file)), { recursive: true })
    writeFileSync(root(file), `${JSON.stringify(stub, null, 2)}\n`)
  }
}

export function removeStubs(): void {
  for (const folder of new Set(stubs.map(({ file }) => file.split('/')[1] ?? '')))
    rmSync(root(folder), { recursive: true, force: true })
}

if (import.meta.main) {
  if (process.argv.includes('--remove')) removeStubs()
  else writeStubs()
}

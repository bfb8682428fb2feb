import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { root } from './root.ts'

/**
 * Runs `make` unless `stamp` says that it already ran on the same sources and its result is still there.
 * By content and not by time of change: a checkout or a rebase touches files without changing them.
 * Every path is relative to the repository.
 */
export async function makeOnce(parameters: {
  /** What is made, for the person who waits for it. */
  name: string
  /** The file that remembers what was made. */
  stamp: string
  /** Globs of everything the result depends on. */
  sources: readonly string[]
  /** What must be there for the stamp to count. */
  results: readonly string[]
  make: () => void | Promise<void>
}): Promise<'made' | 'up to date'> {
  const { make, name, results, sources, stamp } = parameters
  const hash = createHash('sha256')
  for (const file of sources.flatMap((glob) => globSync(glob, { cwd: root() })).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(root(file)))
      .update('\0')
  }
  const wanted = hash.digest('hex')
  const there = [stamp, ...results].every((file) => existsSync(root(file)))
  if (there && readFileSync(root(stamp), 'utf8') === wanted) return 'up to date'
  console.log(`Building the ${name} …`)
  rmSync(root(stamp), { force: true })
  await make()
  mkdirSync(dirname(root(stamp)), { recursive: true })
  writeFileSync(root(stamp), wanted)
  return 'made'
}

import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { root } from './root.ts'

/**
 * Runs `make` unless `stamp` says that it already ran on the same sources.
 * By content and not by time of change: a checkout or a rebase touches files without changing them.
 */
export async function makeOnce(parameters: {
  /** The file that remembers what was made, relative to the repository. */
  stamp: string
  /** Globs of everything the result depends on, relative to the repository. */
  sources: readonly string[]
  make: () => void | Promise<void>
}): Promise<'made' | 'up to date'> {
  const { make, sources, stamp } = parameters
  const hash = createHash('sha256').update(process.version)
  for (const file of sources.flatMap((glob) => globSync(glob, { cwd: root() })).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(root(file)))
      .update('\0')
  }
  const wanted = hash.digest('hex')
  if (read(root(stamp)) === wanted) return 'up to date'
  rmSync(root(stamp), { force: true })
  await make()
  mkdirSync(dirname(root(stamp)), { recursive: true })
  writeFileSync(root(stamp), wanted)
  return 'made'
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

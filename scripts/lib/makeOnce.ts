import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { root } from './root.ts'

/**
 * Runs `make`, unless the stamp file shows that it already ran on the same sources and its results still exist. Compares content, not modification
 * times, because a checkout or rebase touches files without changing them. All paths are relative to the repository.
 */
export async function makeOnce(parameters: {
  /** What is made, for the output. */
  name: string
  /** The file that records the hash of the sources. */
  stamp: string
  /** Stamp files of what contains this result, which count like its own. */
  containedIn?: readonly string[]
  /** Globs of everything the result depends on. */
  sources: readonly string[]
  /** Files and folders that must exist for the stamp to count. */
  results: readonly string[]
  make: () => void | Promise<void>
}): Promise<'made' | 'up to date'> {
  const { make, name, results, sources, stamp, containedIn = [] } = parameters
  const hash = createHash('sha256')
  for (const file of sources.flatMap((glob) => globSync(glob, { cwd: root() })).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(root(file)))
      .update('\0')
  }
  const digest = hash.digest('hex')
  const isMade = (stamp: string) =>
    [stamp, ...results].every((file) => existsSync(root(file))) && readFileSync(root(stamp), 'utf8') === digest
  if ([stamp, ...containedIn].some(isMade)) return 'up to date'
  console.log(`Building the ${name} …`)
  rmSync(root(stamp), { force: true })
  await make()
  mkdirSync(dirname(root(stamp)), { recursive: true })
  writeFileSync(root(stamp), digest)
  return 'made'
}

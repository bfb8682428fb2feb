import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { root } from './root.ts'
import { run } from './run.ts'

/**
 * Installs the packages of a folder that has its own lock file, unless they are there. Packages that only few commands
 * need, and that would slow down everybody's `npm ci`, are kept in such folders.
 *
 * @param folder - Relative to the repository.
 */
export async function installFixture(folder: string): Promise<void> {
  const digest = createHash('sha256')
    .update(readFileSync(root(`${folder}/package-lock.json`)))
    .digest('hex')
  const stamp = root(`${folder}/node_modules/.installed`)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  console.log(`Installing the packages of ${folder} …`)
  // Without their scripts: a test that needs what one makes makes it itself.
  await run('npm', ['ci', '--ignore-scripts'], { cwd: root(folder) })
  writeFileSync(stamp, digest)
}

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'

/** A Node of the machine that is too old for `node:sqlite`, where the rest must load all the same. */
export function findOldNode(): { path: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(root('node_modules')))
  for (const path of folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))) {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1)
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major < 22 || (major === 22 && minor < 16)) return { path, version }
  }
  return undefined
}

import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** Follows links, so that a file has one path. A file that does not exist yet gets the real path of its folder. */
export function realPath(path: string): string {
  const absolute = resolve(path)
  return real(absolute) ?? join(real(dirname(absolute)) ?? dirname(absolute), basename(absolute))
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    // Opening it will say what is wrong.
    return undefined
  }
}

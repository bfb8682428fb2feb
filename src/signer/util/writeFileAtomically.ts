import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { syncFolder } from './syncFolder.js'

/** A file that is whole and on disk, and does not go by its name yet. */
export type Draft = {
  path: string
  /** Gives it its name. What has that name already stays, and the draft goes. @returns whether the name was free. */
  place(): boolean
  /** Takes back whatever of it is there, under either name. What somebody else has made stays. */
  withdraw(): void
}

/** Has a file written under another name, readable by its owner alone. What cannot be finished is not left behind. */
export function writeFileAtomically(path: string, write: (temporary: string) => void): Draft {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  let placed = false
  const withdraw = (): void => {
    // The second is SQLite's.
    for (const left of [temporary, `${temporary}-journal`, ...(placed ? [path] : [])]) rmSync(left, { force: true })
  }
  closeSync(openSync(temporary, 'wx', 0o600))
  try {
    write(temporary)
    const file = openSync(temporary, 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    withdraw()
    throw error
  }
  return {
    path,
    withdraw,
    place() {
      try {
        placed = link(temporary, path)
        rmSync(temporary, { force: true })
        if (placed) syncFolder(path)
        return placed
      } catch (error) {
        withdraw()
        throw error
      }
    },
  }
}

/** How file systems say that they know no hard links: FAT, some network shares, folders shared with a virtual machine. */
const withoutLinks: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** In one step, so that of two at the same moment one gets the name. A rename would take it from whoever has it. */
function link(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (withoutLinks.includes(codeOf(error))) return moveToNewName(temporary, path)
    throw error
  }
}

/** In two steps: an empty file takes the name, and the whole one its place. */
function moveToNewName(temporary: string, path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    renameSync(temporary, path)
    return true
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

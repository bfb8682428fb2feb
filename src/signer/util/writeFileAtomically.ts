import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './codeOf.js'

/** A file that is complete and on disk, under a temporary name. */
export type UncommittedFile = {
  path: string
  /** Gives the file its name, unless another file has it. @returns whether the name was free. */
  commit(): boolean
  /** Removes the file, under either name. A file that another process has created stays. */
  rollback(): void
}

/** Writes a file that only its owner may read, under a temporary name. If that fails, nothing is left behind. */
export function writeFileAtomically(path: string, write: (temporary: string) => void): UncommittedFile {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  let committed = false
  const rollback = (): void => {
    // SQLite creates the second one.
    for (const left of [temporary, `${temporary}-journal`, ...(committed ? [path] : [])]) rmSync(left, { force: true })
  }
  closeSync(openSync(temporary, 'wx', 0o600))
  try {
    write(temporary)
    syncFile(temporary)
  } catch (error) {
    rollback()
    throw error
  }
  return {
    path,
    rollback,
    commit() {
      try {
        committed = link(temporary, path)
        rmSync(temporary, { force: true })
        if (committed) syncFolderOf(path)
        return committed
      } catch (error) {
        rollback()
        throw error
      }
    },
  }
}

function syncFile(path: string, flags = 'r+'): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Puts the file's name on disk. Windows cannot open folders, and does not need it. */
function syncFolderOf(path: string): void {
  if (process.platform !== 'win32') syncFile(dirname(path), 'r')
}

/** Error codes of file systems without hard links: FAT, some network shares, folders shared with a virtual machine. */
const withoutLinks: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']

/** Takes the name in one step, so that of two processes only one gets it. A rename would replace the other's file. */
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

/** Takes the name in two steps: an empty file reserves it, and the complete one replaces that. */
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

import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** Puts on disk that a file is there, or goes by its name. */
export function syncFolder(path: string): void {
  // Windows opens no folders, and needs none to be told.
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { syncFolder } from '../store/syncFolder.js'

/** Whole or not at all, readable by its owner alone, and on disk before anything is sealed with it. */
export function writeMasterKey(path: string, key: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  const file = openSync(temporary, 'wx', 0o600)
  try {
    try {
      writeSync(file, `${Buffer.from(key).toString('hex')}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(path)
}

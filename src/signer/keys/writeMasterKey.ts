import { writeFileSync } from 'node:fs'
import { type UncommittedFile, writeFileAtomically } from '../util/writeFileAtomically.js'

/** Writes the file of a master key, so that it is on disk before anything is sealed with the key. */
export function writeMasterKey(path: string, key: Uint8Array): UncommittedFile {
  return writeFileAtomically(path, (temporary) => writeFileSync(temporary, `${Buffer.from(key).toString('hex')}\n`))
}

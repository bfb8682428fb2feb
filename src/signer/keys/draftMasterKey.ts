import { writeFileSync } from 'node:fs'
import { type Draft, writeFileAtomically } from '../util/writeFileAtomically.js'

/** A file for the master key: on disk before anything is sealed with it. */
export function draftMasterKey(path: string, key: Uint8Array): Draft {
  return writeFileAtomically(path, (temporary) => writeFileSync(temporary, `${Buffer.from(key).toString('hex')}\n`))
}

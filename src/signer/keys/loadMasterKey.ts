import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { SignerMasterKeyError } from '../errors.js'
import { codeOf } from '../util/codeOf.js'
import { writeMasterKey } from './writeMasterKey.js'

function parse(hex: string, source: string): Uint8Array {
  if (!/^[0-9a-fA-F]{64}$/.test(hex))
    throw new SignerMasterKeyError(
      'MASTER_KEY_MALFORMED',
      `${source} is malformed. It must be 32 bytes in hex (64 characters).`,
    )
  return Buffer.from(hex, 'hex')
}

function read(path: string): Uint8Array | undefined {
  let hex: string
  try {
    hex = readFileSync(path, 'utf8')
    // Windows has no file modes.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new SignerMasterKeyError('MASTER_KEY_MALFORMED', `Other users can read ${path}. Run: chmod 600 '${path}'`)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (error instanceof SignerMasterKeyError) throw error
    throw new SignerMasterKeyError(
      'MASTER_KEY_MISSING',
      `${path} cannot be read. Allow yourself to read it, or set PASSKEY_SIGNER_MASTER_KEY.`,
      error,
    )
  }
  return parse(hex.trim(), path)
}

function create(path: string): Uint8Array {
  const key = randomBytes(32)
  let cause: unknown
  try {
    if (writeMasterKey(path, key).commit()) return key
    cause = new Error('The file already exists.')
  } catch (error) {
    cause = error
  }
  throw new SignerMasterKeyError(
    'MASTER_KEY_UNWRITABLE',
    `${path} cannot be written, and private keys are not stored without it. Check that its folder has space, that you may write to it, and that no link has this name, or set PASSKEY_SIGNER_MASTER_KEY.`,
    cause,
  )
}

/**
 * Returns the key that seals secrets at rest: the one given (hex), else the one in `<database>.key`. For a new database it
 * creates that file, with mode 0600. In memory the key is new every time.
 */
export function loadMasterKey(database: string, given: string | undefined, sealedBefore: boolean): Uint8Array {
  if (given !== undefined) return parse(given, 'The master key (PASSKEY_SIGNER_MASTER_KEY)')
  if (database === ':memory:') return randomBytes(32)
  const path = `${resolve(database)}.key`
  const known = read(path)
  if (known !== undefined) return known
  if (sealedBefore)
    throw new SignerMasterKeyError(
      'MASTER_KEY_MISSING',
      `${path} is missing, and without it the keys in ${resolve(database)} cannot be opened. Put it back, or set PASSKEY_SIGNER_MASTER_KEY.`,
    )
  return create(path)
}

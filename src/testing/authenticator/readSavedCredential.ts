import { fromBase64Url } from './base64Url.js'
import type { SavedVirtualCredential } from './credentialStore.js'

/** A saved passkey, field by field: it comes from a file. @throws TypeError, or an `EncodingError`. */
export function readSavedCredential(saved: SavedVirtualCredential): SavedVirtualCredential {
  const { credentialId, userHandle, privateKey, rpId, userName, userDisplayName } = saved
  const { discoverable, backupEligible, backedUp, signCount } = saved
  for (const [name, text] of Object.entries({ credentialId, userHandle, privateKey })) fromBase64Url(text, name)
  for (const [name, text] of Object.entries({ rpId, userName, userDisplayName })) check(name, typeof text === 'string')
  for (const [name, flag] of Object.entries({ discoverable, backupEligible, backedUp }))
    check(name, typeof flag === 'boolean')
  checkSignCount(signCount)
  return {
    credentialId,
    rpId,
    userHandle,
    userName,
    userDisplayName,
    discoverable,
    signCount,
    backupEligible,
    backedUp,
    privateKey,
  }
}

/** It travels as 32 bits. @throws TypeError */
export function checkSignCount(signCount: number): void {
  check('signCount', Number.isInteger(signCount) && signCount >= 0 && signCount < 2 ** 32)
}

function check(name: string, holds: boolean): void {
  if (!holds) throw new TypeError(`${name} is not that of a saved passkey. Load what \`save\` gave, unchanged.`)
}

import { fromBase64Url } from './base64Url.js'
import type { SavedVirtualCredential } from './credential.js'

/**
 * Checks the fields of a saved passkey, which may come from a file.
 *
 * @throws TypeError, or a `DOMException` with the name `EncodingError`.
 */
export function parseSavedCredential(saved: SavedVirtualCredential): SavedVirtualCredential {
  const { credentialId, userHandle, privateKey, rpId, userName, userDisplayName } = saved
  const { discoverable, backupEligible, backedUp, signCount } = saved
  for (const [name, text] of Object.entries({ credentialId, userHandle, privateKey })) fromBase64Url(text, name)
  for (const [name, text] of Object.entries({ rpId, userName, userDisplayName }))
    assertField(name, typeof text === 'string')
  for (const [name, flag] of Object.entries({ discoverable, backupEligible, backedUp }))
    assertField(name, typeof flag === 'boolean')
  checkSignCount(signCount)
  checkBackupFlags(saved)
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

/** @throws TypeError if the signature counter does not fit into 32 bits. */
export function checkSignCount(signCount: number): void {
  assertField('signCount', Number.isInteger(signCount) && signCount >= 0 && signCount < 2 ** 32)
}

/** @throws TypeError if the flags BE and BS contradict each other. */
export function checkBackupFlags({ backupEligible, backedUp }: { backupEligible: boolean; backedUp: boolean }): void {
  if (backedUp && !backupEligible) throw new TypeError('Only a passkey that is backupEligible can be backedUp.')
}

function assertField(name: string, isValid: boolean): void {
  if (!isValid)
    throw new TypeError(`\`${name}\` of the saved passkey is malformed. Load what \`save\` returned, unchanged.`)
}

import { createVirtualPasskey, type SavedVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'
import { InputError } from './errors.ts'
import { readSecret } from './files.ts'

/**
 * Opens a passkey that is stored in a file. Nobody is prompted and nothing is verified: anybody who can read the file is the user, and unlike an
 * API key it never expires. For tests, and for bots that hold what you can afford to lose.
 *
 * @throws InputError if the file contains no passkey or other users can read it.
 */
export function openPasskeyFile(file: string): { passkey: VirtualPasskey; rpId: string } {
  const saved = readSecret(file, ['rpId', 'origin'])
  try {
    if (isSaved(saved)) return { passkey: createVirtualPasskey(saved), rpId: saved.rpId }
  } catch {
    // The file was changed; reported below.
  }
  throw new InputError(`${file} contains no passkey. Create one with createWallet.ts.`)
}

/** `createVirtualPasskey` checks the credentials themselves. */
function isSaved(saved: Record<string, unknown>): saved is SavedVirtualPasskey {
  return Array.isArray(saved.credentials) && saved.credentials.length > 0
}

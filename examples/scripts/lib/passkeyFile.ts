import { createVirtualPasskey, type SavedVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'
import { InputError } from './errors.ts'
import { readSecret } from './files.ts'

/**
 * A passkey that is a file. Nobody is asked and nothing verifies anybody: whoever reads the file is the user, and unlike an API key it does
 * not end. For bots that hold what you can lose, and for tests.
 *
 * @throws InputError when the file is none, or when others may read it.
 */
export function openPasskeyFile(file: string): { passkey: VirtualPasskey; rpId: string } {
  const saved = readSecret(file, ['rpId', 'origin'])
  try {
    if (isSaved(saved)) return { passkey: createVirtualPasskey(saved), rpId: saved.rpId }
  } catch {
    // What was changed is none any more.
  }
  throw new InputError(`${file} holds no passkey. Make one with createWallet.ts.`)
}

/** Each credential is read by `createVirtualPasskey`. */
function isSaved(saved: Record<string, unknown>): saved is SavedVirtualPasskey {
  return Array.isArray(saved.credentials) && saved.credentials.length > 0
}

import type { KeyObject } from 'node:crypto'
import { SignerMasterKeyError } from '../../errors.js'
import type { Sealer } from '../../keys/createSealer.js'
import { generateP256KeyPair, p256Point, p256PublicKey, p256SigningKey } from '../../keys/p256Key.js'
import type { Store } from '../../store/createStore.js'
import { devSignerKey } from './devCredentials.js'

/** The key that signs export and import bundles, as the key of production's enclave does. */
export type SignerKey = {
  /** Uncompressed SEC1, lowercase hex without 0x. */
  publicKey: string
  privateKey: KeyObject
}

const entry = 'sealed_signer_key'

/** Returns a constant in memory, else the key of the file, which gets a random one the first time. */
export function establishSignerKey(
  store: Store,
  { sealer, inMemory }: { sealer: Sealer; inMemory: boolean },
): SignerKey {
  const privateKey = inMemory ? devSignerKey.privateKey : (readKey(store, sealer) ?? createKey(store, sealer))
  return { publicKey: p256Point(p256PublicKey(privateKey)), privateKey: p256SigningKey(privateKey) }
}

function readKey(store: Store, sealer: Sealer): string | undefined {
  const sealed = store.meta.get(entry)
  if (sealed === undefined) return undefined
  try {
    return Buffer.from(sealer.open(sealed, entry)).toString('hex')
  } catch (error) {
    throw new SignerMasterKeyError(
      'MASTER_KEY_WRONG',
      'This master key does not open the key that signs bundles. Put the right .key file beside the database, or set PASSKEY_SIGNER_MASTER_KEY.',
      error,
    )
  }
}

function createKey(store: Store, sealer: Sealer): string {
  const { privateKey } = generateP256KeyPair()
  store.write(() => store.meta.set(entry, sealer.seal(Buffer.from(privateKey, 'hex'), entry)))
  store.flush()
  return privateKey
}

import type { PrivateKey } from '../../wire/wallet.js'
import type { Store } from '../store/createStore.js'
import type { PrivateKeyRow } from '../store/privateKeys.js'
import { storedAddressFormat } from './serializeWallet.js'
import { toTimestamp } from './toTimestamp.js'

export function serializePrivateKey(store: Store, row: PrivateKeyRow): PrivateKey {
  return {
    privateKeyId: row.id,
    publicKey: row.publicKey,
    privateKeyName: row.name,
    curve: 'CURVE_SECP256K1',
    addresses: store.privateKeys
      .addresses(row.id)
      .map(({ format, address }) => ({ format: storedAddressFormat(format), address })),
    privateKeyTags: row.tags,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
    exported: row.exported,
    imported: row.imported,
  }
}

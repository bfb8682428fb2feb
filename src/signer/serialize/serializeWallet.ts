import type { AddressFormat } from '../../wire/enums.js'
import type { Wallet, WalletAccount } from '../../wire/wallet.js'
import type { WalletAccountRow, WalletRow } from '../store/wallets.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeWallet(row: WalletRow): Wallet {
  return {
    walletId: row.id,
    walletName: row.name,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
    exported: row.exported,
    imported: row.imported,
  }
}

export const storedAddressFormat = (format: string): AddressFormat => {
  switch (format) {
    case 'ADDRESS_FORMAT_ETHEREUM':
    case 'ADDRESS_FORMAT_COMPRESSED':
    case 'ADDRESS_FORMAT_UNCOMPRESSED':
      return format
    default:
      throw new TypeError('a stored address has an unknown format')
  }
}

export function serializeWalletAccount(row: WalletAccountRow): WalletAccount {
  return {
    walletAccountId: row.id,
    organizationId: row.organizationId,
    walletId: row.walletId,
    curve: 'CURVE_SECP256K1',
    pathFormat: 'PATH_FORMAT_BIP32',
    path: row.path,
    addressFormat: storedAddressFormat(row.addressFormat),
    address: row.address,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
    publicKey: row.publicKey,
    ...(row.name === null ? {} : { name: row.name }),
  }
}

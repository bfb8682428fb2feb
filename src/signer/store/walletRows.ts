import { bytes, integer, type Row, text, textOrNull } from './row.js'

export type WalletRow = {
  id: string
  organizationId: string
  name: string
  /** The words, and the passphrase in a second line if there is one. */
  sealedMnemonic: Uint8Array
  exported: boolean
  imported: boolean
  createdMs: number
  updatedMs: number
}

export type WalletAccountRow = {
  id: string
  organizationId: string
  walletId: string
  name: string | null
  curve: string
  pathFormat: string
  path: string
  addressFormat: string
  address: string
  /** SEC1 compressed, hex without 0x. */
  publicKey: string
  sealedKey: Uint8Array
  /** By itself. The export of its wallet exports it as well. */
  exported: boolean
  createdMs: number
  updatedMs: number
}

export function readWallet(row: Row): WalletRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    sealedMnemonic: bytes(row, 'sealed_mnemonic'),
    exported: integer(row, 'exported') === 1,
    imported: integer(row, 'imported') === 1,
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function readAccount(row: Row): WalletAccountRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    walletId: text(row, 'wallet_id'),
    name: textOrNull(row, 'name'),
    curve: text(row, 'curve'),
    pathFormat: text(row, 'path_format'),
    path: text(row, 'path'),
    addressFormat: text(row, 'address_format'),
    address: text(row, 'address'),
    publicKey: text(row, 'public_key'),
    sealedKey: bytes(row, 'sealed_key'),
    exported: integer(row, 'exported') === 1,
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { cached } from '../util/cached.js'
import { bytes, integer, type Row, text } from './row.js'
import { readAccount, readWallet, type WalletAccountRow, type WalletRow } from './walletRows.js'

export type { WalletAccountRow, WalletRow } from './walletRows.js'

export type AccountPage = {
  organizationId: string
  walletId?: string
  limit: number
  /** Id of an account: only those added later. */
  after?: string
  /** Only those added earlier. */
  before?: string
}

export type Wallets = {
  insert(wallet: WalletRow): void
  byId(organizationId: string, id: string): WalletRow | undefined
  byName(organizationId: string, name: string): WalletRow | undefined
  inOrganization(organizationId: string): WalletRow[]
  count(organizationId: string): number
  insertAccount(account: WalletAccountRow): void
  accountByAddress(organizationId: string, address: string): WalletAccountRow | undefined
  /** The sealed key of the account with this address. */
  sealedKey(organizationId: string, address: string): Pick<WalletAccountRow, 'id' | 'sealedKey'> | undefined
  accountByPath(walletId: string, path: string, curve: string, addressFormat: string): WalletAccountRow | undefined
  accountById(organizationId: string, id: string): WalletAccountRow | undefined
  /** Of one wallet, or of all, in the order in which they were added. */
  accounts(page: AccountPage): WalletAccountRow[]
  /** The first account that has the address and the path, of those that are given. */
  findAccount(
    wallet: Pick<WalletAccountRow, 'organizationId' | 'walletId'>,
    by: { address?: string; path?: string },
  ): WalletAccountRow | undefined
  countAccounts(organizationId: string): number
  rename(id: string, name: string, nowMs: number): void
  markExported(id: string, nowMs: number): void
  markAccountExported(id: string, nowMs: number): void
  /** Deletes its accounts, too. */
  delete(id: string): void
  deleteAccount(id: string): void
  /** Deletes all wallets of an organization, with their accounts. */
  deleteAll(organizationId: string): void
}

export function createWallets(database: DatabaseSync): Wallets {
  const insert = database.prepare(
    `INSERT INTO wallets (id, organization_id, name, sealed_mnemonic, exported, imported, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byId = database.prepare('SELECT * FROM wallets WHERE id = ? AND organization_id = ?')
  const byName = database.prepare('SELECT * FROM wallets WHERE organization_id = ? AND name = ?')
  const inOrganization = database.prepare('SELECT * FROM wallets WHERE organization_id = ? ORDER BY created_ms, rowid')
  const count = database.prepare('SELECT count(*) AS count FROM wallets WHERE organization_id = ?')
  const countAccounts = database.prepare('SELECT count(*) AS count FROM wallet_accounts WHERE organization_id = ?')
  const insertAccount = database.prepare(
    `INSERT INTO wallet_accounts (id, organization_id, wallet_id, name, curve, path_format, path, address_format, address,
     public_key, sealed_key, exported, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const accountByAddress = database.prepare(
    'SELECT * FROM wallet_accounts WHERE address = ? AND organization_id = ? ORDER BY rowid LIMIT 1',
  )
  const sealedKey = database.prepare(
    'SELECT id, sealed_key FROM wallet_accounts WHERE address = ? AND organization_id = ? ORDER BY rowid LIMIT 1',
  )
  const accountByPath = database.prepare(
    'SELECT * FROM wallet_accounts WHERE wallet_id = ? AND path = ? AND curve = ? AND address_format = ?',
  )
  const prepared = cached((sql) => database.prepare(sql), 20)
  const accountById = database.prepare('SELECT * FROM wallet_accounts WHERE id = ? AND organization_id = ?')
  const rename = database.prepare('UPDATE wallets SET name = ?, updated_ms = ? WHERE id = ?')
  const markExported = database.prepare('UPDATE wallets SET exported = 1, updated_ms = ? WHERE id = ?')
  const markAccountExported = database.prepare('UPDATE wallet_accounts SET exported = 1, updated_ms = ? WHERE id = ?')
  const removeAccountsOf = database.prepare('DELETE FROM wallet_accounts WHERE wallet_id = ?')
  const remove = database.prepare('DELETE FROM wallets WHERE id = ?')
  const removeAllAccounts = database.prepare('DELETE FROM wallet_accounts WHERE organization_id = ?')
  const removeAll = database.prepare('DELETE FROM wallets WHERE organization_id = ?')
  const removeAccount = database.prepare('DELETE FROM wallet_accounts WHERE id = ?')
  const one = (row: Row | undefined): WalletAccountRow | undefined => (row === undefined ? undefined : readAccount(row))
  return {
    insert(wallet) {
      insert.run(
        wallet.id,
        wallet.organizationId,
        wallet.name,
        wallet.sealedMnemonic,
        Number(wallet.exported),
        Number(wallet.imported),
        wallet.createdMs,
        wallet.updatedMs,
      )
    },
    byId(organizationId, id) {
      const row = byId.get(id, organizationId)
      return row === undefined ? undefined : readWallet(row)
    },
    byName(organizationId, name) {
      const row = byName.get(organizationId, name)
      return row === undefined ? undefined : readWallet(row)
    },
    inOrganization(organizationId) {
      return inOrganization.all(organizationId).map(readWallet)
    },
    count(organizationId) {
      return integer(count.get(organizationId) ?? {}, 'count')
    },
    insertAccount(account) {
      insertAccount.run(
        account.id,
        account.organizationId,
        account.walletId,
        account.name,
        account.curve,
        account.pathFormat,
        account.path,
        account.addressFormat,
        account.address,
        account.publicKey,
        account.sealedKey,
        Number(account.exported),
        account.createdMs,
        account.updatedMs,
      )
    },
    accountByAddress(organizationId, address) {
      return one(accountByAddress.get(address, organizationId))
    },
    sealedKey(organizationId, address) {
      const row = sealedKey.get(address, organizationId)
      return row === undefined ? undefined : { id: text(row, 'id'), sealedKey: bytes(row, 'sealed_key') }
    },
    accountByPath(walletId, path, curve, addressFormat) {
      return one(accountByPath.get(walletId, path, curve, addressFormat))
    },
    accountById(organizationId, id) {
      return one(accountById.get(id, organizationId))
    },
    rename(id, name, nowMs) {
      rename.run(name, nowMs, id)
    },
    markExported(id, nowMs) {
      markExported.run(nowMs, id)
    },
    markAccountExported(id, nowMs) {
      markAccountExported.run(nowMs, id)
    },
    delete(id) {
      removeAccountsOf.run(id)
      remove.run(id)
    },
    deleteAccount(id) {
      removeAccount.run(id)
    },
    deleteAll(organizationId) {
      removeAllAccounts.run(organizationId)
      removeAll.run(organizationId)
    },
    countAccounts(organizationId) {
      return integer(countAccounts.get(organizationId) ?? {}, 'count')
    },
    accounts({ organizationId, walletId, limit, after, before }) {
      const conditions = [walletId === undefined ? 'organization_id = ?' : 'wallet_id = ?']
      const values: SQLInputValue[] = [walletId ?? organizationId]
      for (const [operator, id] of [
        ['>', after],
        ['<', before],
      ] as const) {
        if (id === undefined) continue
        conditions.push(`rowid ${operator} (SELECT rowid FROM wallet_accounts WHERE id = ?)`)
        values.push(id)
      }
      // With only an upper bound, the page ends there.
      const descending = before !== undefined && after === undefined
      const order = descending ? 'DESC' : 'ASC'
      const found = prepared(
        `SELECT * FROM wallet_accounts WHERE ${conditions.join(' AND ')} ORDER BY rowid ${order} LIMIT ?`,
      )
        .all(...values, limit)
        .map(readAccount)
      return descending ? found.reverse() : found
    },
    findAccount({ organizationId, walletId }, { address, path }) {
      const conditions = ['organization_id = ?', 'wallet_id = ?']
      const values: SQLInputValue[] = [organizationId, walletId]
      if (address !== undefined) {
        conditions.push('address = ?')
        values.push(address)
      }
      if (path !== undefined) {
        conditions.push('path = ?')
        values.push(path)
      }
      return one(
        prepared(`SELECT * FROM wallet_accounts WHERE ${conditions.join(' AND ')} ORDER BY rowid LIMIT 1`).get(
          ...values,
        ),
      )
    },
  }
}

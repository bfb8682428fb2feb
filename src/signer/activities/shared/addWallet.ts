import { randomUUID } from 'node:crypto'
import type { WalletAccountParams, WalletParams } from '../../../wire/params.js'
import type { WalletResult } from '../../../wire/results.js'
import type { RequestContext } from '../../context.js'
import { createDerivation } from '../../keys/createDerivation.js'
import { mnemonicSeed, randomMnemonic } from '../../keys/mnemonic.js'
import { secp256k1Key } from '../../keys/secp256k1Key.js'
import { limits } from '../../protocol/limits.js'
import { conflict, exhausted } from '../../protocol/WireError.js'

/** Where a sealed mnemonic is stored: it opens at this place only. */
export const mnemonicPlace = (walletId: string): string => `wallets/${walletId}/mnemonic`
/** The same of an account's sealed private key. */
export const accountKeyPlace = (accountId: string): string => `wallet_accounts/${accountId}/key`

/**
 * Adds a wallet.
 *
 * @param imported The words of an existing one, with its passphrase. A new wallet gets random words.
 */
export function addWallet(
  context: RequestContext,
  organizationId: string,
  params: WalletParams,
  imported?: string,
): WalletResult {
  const { store, sealer } = context
  const sameName = store.wallets.byName(organizationId, params.walletName)
  if (sameName !== undefined) throw conflict(`wallet label must be unique: wallet ${sameName.id} has this name`)
  if (store.wallets.count(organizationId) >= limits.wallets)
    throw exhausted('organization has exceeded maximum wallets')
  if (imported !== undefined) assertNewSeed(context, organizationId, imported)
  const nowMs = context.now()
  const walletId = randomUUID()
  const mnemonic = imported ?? randomMnemonic(params.mnemonicLength ?? 12)
  store.wallets.insert({
    id: walletId,
    organizationId,
    name: params.walletName,
    sealedMnemonic: sealer.seal(Buffer.from(mnemonic, 'utf8'), mnemonicPlace(walletId)),
    exported: false,
    imported: imported !== undefined,
    createdMs: nowMs,
    updatedMs: nowMs,
  })
  return { walletId, addresses: addWalletAccounts(context, organizationId, walletId, mnemonic, params.accounts) }
}

/** Production refuses a private key that it has. That it refuses a seed, and how, is not verified. */
function assertNewSeed({ store, sealer }: RequestContext, organizationId: string, mnemonic: string): void {
  const known = store.wallets
    .inOrganization(organizationId)
    .find(({ id, sealedMnemonic }) => readMnemonic(sealer.open(sealedMnemonic, mnemonicPlace(id))) === mnemonic)
  if (known !== undefined) throw conflict(`wallet with ID ${known.id} has already been imported in this organization`)
}

const readMnemonic = (opened: Uint8Array): string => Buffer.from(opened).toString('utf8')

/**
 * Adds accounts to a wallet. Their keys are derived once and stored sealed: deriving takes milliseconds, opening microseconds.
 *
 * @returns the addresses, in the order of `accounts`.
 */
export function addWalletAccounts(
  context: RequestContext,
  organizationId: string,
  walletId: string,
  mnemonic: string,
  accounts: readonly WalletAccountParams[],
): string[] {
  const { store, sealer } = context
  if (store.wallets.countAccounts(organizationId) + accounts.length > limits.walletAccounts)
    throw exhausted('organization has exceeded maximum wallet accounts')
  const derive = createDerivation(mnemonicSeed(mnemonic))
  const nowMs = context.now()
  return accounts.map((params) => {
    const { curve, path, addressFormat } = params
    const taken = store.wallets.accountByPath(walletId, path, curve, addressFormat)
    if (taken !== undefined) throw conflict(`path already exists in wallet account ${taken.id}`)
    const key = secp256k1Key(derive(path))
    const id = randomUUID()
    const address = key.address(addressFormat)
    store.wallets.insertAccount({
      id,
      organizationId,
      walletId,
      name: params.name ?? null,
      curve,
      pathFormat: params.pathFormat,
      path,
      addressFormat,
      address,
      publicKey: key.publicKey,
      sealedKey: sealer.seal(key.privateKey, accountKeyPlace(id)),
      exported: false,
      createdMs: nowMs,
      updatedMs: nowMs,
    })
    return address
  })
}

/** Derives the addresses of accounts without adding them. */
export function deriveAddresses(mnemonic: string, accounts: readonly WalletAccountParams[]): string[] {
  const derive = createDerivation(mnemonicSeed(mnemonic))
  return accounts.map(({ path, addressFormat }) => secp256k1Key(derive(path)).address(addressFormat))
}

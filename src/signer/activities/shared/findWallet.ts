import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { WalletRow } from '../../store/wallets.js'

/** @throws 404 if the organization has no such wallet. */
export function findWallet({ store, organization }: RequestContext, walletId: string): WalletRow {
  const wallet = store.wallets.byId(organization.id, walletId)
  if (wallet === undefined) throw notFound(`unable to find wallet ${walletId} in organization ${organization.id}`)
  return wallet
}

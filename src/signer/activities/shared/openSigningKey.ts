import type { RequestContext } from '../../context.js'
import { isUuid } from '../../protocol/parse.js'
import { notFound } from '../../protocol/WireError.js'
import { privateKeyPlace } from './addPrivateKey.js'
import { accountKeyPlace } from './addWallet.js'

/**
 * Opens the private key that `signWith` names: the address of a wallet account or of a private key, case-sensitive, or the
 * id of a private key.
 *
 * @throws 404 if the organization has no such key.
 */
export function openSigningKey({ store, sealer, organization }: RequestContext, signWith: string): Uint8Array {
  const account = store.wallets.sealedKey(organization.id, signWith)
  if (account !== undefined) return sealer.open(account.sealedKey, accountKeyPlace(account.id))
  const privateKey = isUuid(signWith)
    ? store.privateKeys.byId(organization.id, signWith)
    : store.privateKeys.byAddress(organization.id, signWith)
  if (privateKey !== undefined) return sealer.open(privateKey.sealedKey, privateKeyPlace(privateKey.id))
  throw notFound('Could not find any resource to sign with. Addresses are case sensitive.')
}

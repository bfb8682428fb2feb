import { activityClasses, type PolicyCredential, type PolicyWallet } from '../../policies/core.js'
import type { AccessContext, AccessRequest, Approval } from '../auth/access/access.js'
import { ethereumAddressOf } from '../keys/secp256k1Key.js'
import { isUuid } from '../protocol/parse.js'
import { serializePrivateKey } from '../serialize/serializePrivateKey.js'
import type { Store } from '../store/createStore.js'
import type { WalletAccountRow, WalletRow } from '../store/wallets.js'
import type { PolicyFacts } from './facts.js'

/** Reads what the request itself does not say: the users who have approved it, and the key that it is about. */
export function gatherFacts(
  { store, organization, now }: Pick<AccessContext, 'store' | 'organization' | 'now'>,
  { activity, approvals }: Pick<AccessRequest, 'activity' | 'approvals'>,
): PolicyFacts {
  const approvers = [...new Set(approvals.map(({ userId }) => userId))]
  return {
    // An approval of a user who has been deleted since no longer counts.
    approvers: approvers.filter((userId) => store.users.byId(organization.id, userId) !== undefined),
    credentials: approvals.flatMap((approval) => credentialOf(store, organization.id, approval) ?? []),
    history: store.users.historyLength(),
    ...keyOf(store, organization.id, activity),
    now: now(),
  }
}

/** Undefined if the credential has been deleted since. */
function credentialOf(
  store: Store,
  organizationId: string,
  { userId, publicKey, scheme }: Approval,
): PolicyCredential | undefined {
  if (scheme === 'SIGNATURE_SCHEME_TK_WEBAUTHN') {
    const passkey = store.authenticators.ofUser(userId).find((row) => row.publicKey === publicKey)
    if (passkey === undefined) return undefined
    const { id, credentialId } = passkey
    return { id, userId, type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR', credentialId, publicKey }
  }
  const apiKey = store.apiKeys.inOrganization(organizationId, publicKey)
  return apiKey?.userId === userId ? { id: apiKey.id, userId, type: apiKey.type, publicKey } : undefined
}

/** The wallet or the private key that a request signs with or exports, or the wallets that it deletes. */
function keyOf(
  store: Store,
  organizationId: string,
  { type, parameters }: AccessRequest['activity'],
): Pick<PolicyFacts, 'wallet' | 'privateKey' | 'wallets'> {
  if (type === 'ACTIVITY_TYPE_DELETE_WALLETS') {
    const ids: readonly unknown[] = Array.isArray(parameters.walletIds) ? parameters.walletIds : []
    const rows = ids.flatMap((id) => (typeof id === 'string' ? (store.wallets.byId(organizationId, id) ?? []) : []))
    return { wallets: rows.map(toPolicyWallet) }
  }
  const { action } = activityClasses.get(type) ?? {}
  if (action !== 'SIGN' && action !== 'EXPORT') return {}
  const text = (name: string): string => (typeof parameters[name] === 'string' ? parameters[name] : '')
  const key = text('signWith') || text('address') || text('privateKeyId')
  const account = store.wallets.accountByAddress(organizationId, key)
  const walletRow = store.wallets.byId(organizationId, account?.walletId ?? text('walletId'))
  if (walletRow !== undefined) return { wallet: { ...toPolicyWallet(walletRow), ...(account && placeOf(account)) } }
  const row = isUuid(key)
    ? store.privateKeys.byId(organizationId, key)
    : store.privateKeys.byAddress(organizationId, key)
  if (row === undefined) return {}
  const { privateKeyId: id, privateKeyName: label, privateKeyTags: tags, ...rest } = serializePrivateKey(store, row)
  const address = rest.addresses.find(({ format }) => format === 'ADDRESS_FORMAT_ETHEREUM')?.address
  return {
    privateKey: {
      id,
      label,
      tags,
      imported: rest.imported,
      exported: rest.exported,
      address: address ?? ethereumAddressOf(row.publicKey),
    },
  }
}

const toPolicyWallet = ({ id, name, imported, exported }: WalletRow): PolicyWallet => ({
  id,
  label: name,
  imported,
  exported,
})

/** The Ethereum address is derived only where the account's own is another. */
function placeOf({ address, path, publicKey, addressFormat }: WalletAccountRow): Omit<PolicyWallet, 'id'> {
  const isEthereum = addressFormat === 'ADDRESS_FORMAT_ETHEREUM'
  return { address, path, ...(isEthereum ? {} : { ethereumAddress: ethereumAddressOf(publicKey) }) }
}

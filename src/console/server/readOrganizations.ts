import type { ApiKeyRow } from '../../signer/store/apiKeys.js'
import type { NamedRow } from '../../signer/store/browse.js'
import type { Store } from '../../signer/store/createStore.js'
import type { UserRow } from '../../signer/store/users.js'
import type {
  AccountList,
  ApiKeyLine,
  OrganizationDetail,
  OrganizationLine,
  OrganizationList,
  PrivateKeyList,
  UserLine,
} from '../types.js'
import type { Readable } from './readActivities.js'

const pageSize = 50
const accountsAtFirst = 10
const countedTo = 10_000

const lineOf = ({ id, name, createdMs }: NamedRow): OrganizationLine => ({ id, name, createdMs })

export function readOrganizations({ store, organizationId }: Readable, from?: string): OrganizationList {
  const { rows, next } = store.browse.subOrganizations(pageSize, from)
  const root = store.browse.organization(organizationId)
  if (root === undefined) throw new TypeError('the parent organization is not there')
  return {
    root: lineOf(root),
    subOrganizations: rows,
    next,
    count: store.browse.countSubOrganizations(organizationId, countedTo),
    countedTo,
  }
}

/** One that has been deleted is found no more. */
export function readOrganization({ store }: Readable, id: string): OrganizationDetail | undefined {
  const organization = store.organizations.byId(id)
  if (organization === undefined) return undefined
  const parent = organization.parentId === null ? undefined : store.browse.organization(organization.parentId)
  return {
    ...lineOf(organization),
    parent: parent === undefined ? null : lineOf(parent),
    threshold: organization.quorumThreshold,
    users: store.users.inOrganization(id).map((user) => readUser(store, user)),
    wallets: store.browse
      .wallets(id)
      .map((wallet) => ({ ...wallet, ...readAccounts(store, wallet.id, accountsAtFirst) })),
    ...readPrivateKeys(store, id),
  }
}

export function readAccounts(store: Store, walletId: string, limit: number = pageSize, from?: string): AccountList {
  const { rows, next } = store.browse.accounts(walletId, limit, from)
  return {
    accounts: rows.map(({ addressFormat, ...account }) => ({
      ...account,
      format: addressFormat.replace('ADDRESS_FORMAT_', '').toLowerCase(),
    })),
    next,
  }
}

export function readPrivateKeys(store: Store, organizationId: string, from?: string): PrivateKeyList {
  const { rows, next } = store.browse.privateKeys(organizationId, pageSize, from)
  return {
    privateKeys: rows.map((row) => ({
      ...row,
      addresses: store.privateKeys.addresses(row.id).map(({ address }) => address),
    })),
    next,
  }
}

function readUser(store: Store, { id, name, email, phoneNumber, inRootQuorum }: UserRow): UserLine {
  return {
    id,
    name,
    email,
    phoneNumber,
    inRootQuorum,
    passkeys: store.authenticators.ofUser(id).map((passkey) => ({
      id: passkey.id,
      name: passkey.name,
      credentialId: passkey.credentialId,
      publicKey: passkey.publicKey,
      transports: passkey.transports.map((each) => each.replace('AUTHENTICATOR_TRANSPORT_', '').toLowerCase()),
      createdMs: passkey.createdMs,
    })),
    apiKeys: store.apiKeys.ofUser(id).map(readApiKey),
  }
}

function readApiKey({ id, name, type, publicKey, createdMs, expirationSeconds }: ApiKeyRow): ApiKeyLine {
  const isSession = type === 'CREDENTIAL_TYPE_LOGIN'
  return {
    id,
    name,
    kind: isSession ? 'session' : 'API key',
    curve: isSession ? 'P256' : type.replace('CREDENTIAL_TYPE_API_KEY_', ''),
    publicKey,
    createdMs,
    expiresMs: expirationSeconds === null ? null : createdMs + expirationSeconds * 1000,
  }
}

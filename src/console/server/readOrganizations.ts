import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import type {
  AccountList,
  ApiKey,
  OrganizationDetail,
  OrganizationList,
  OrganizationSummary,
  PrivateKeyList,
  User,
} from '../types.js'

type UserRow = ReturnType<ConsoleReader['users']>[number]
type ApiKeyRow = ReturnType<ConsoleReader['apiKeys']>[number]

const pageSize = 50
/** Accounts of each wallet on the page of an organization. */
const firstAccounts = 10
const countLimit = 10_000

export function readOrganizations({ browse, organizationId }: ConsoleReader, from?: string): OrganizationList {
  const { rows, next } = browse.subOrganizations(organizationId, pageSize, from)
  const parent = browse.organization(organizationId)
  if (parent === undefined) throw new TypeError('The parent organization is not in the store.')
  return {
    parent: toSummary(parent),
    subOrganizations: rows,
    next,
    count: browse.countSubOrganizations(organizationId, countLimit),
    countLimit,
  }
}

/** Returns undefined for a deleted organization, too. */
export function readOrganization(reader: ConsoleReader, id: string): OrganizationDetail | undefined {
  const { browse } = reader
  const organization = reader.organization(id)
  if (organization === undefined) return undefined
  const parent = organization.parentId === null ? undefined : browse.organization(organization.parentId)
  return {
    ...toSummary(organization),
    parent: parent === undefined ? null : toSummary(parent),
    threshold: organization.quorumThreshold,
    users: reader.users(id).map((user) => toUser(reader, user)),
    wallets: browse
      .wallets(id)
      .map((wallet) => ({ ...wallet, ...readAccounts(reader, wallet.id, { limit: firstAccounts }) })),
    policies: reader.policies(id).map((policy) => ({ id: policy.id, name: policy.name, effect: policy.effect })),
    ...readPrivateKeys(reader, id),
  }
}

export function readAccounts(
  { browse }: ConsoleReader,
  walletId: string,
  { limit = pageSize, from }: { limit?: number; from?: string | undefined },
): AccountList {
  const { rows, next } = browse.accounts(walletId, limit, from)
  const accounts = rows.map(({ addressFormat, ...account }) => ({
    ...account,
    format: addressFormat.replace('ADDRESS_FORMAT_', '').toLowerCase(),
  }))
  return { accounts, next }
}

export function readPrivateKeys(reader: ConsoleReader, organizationId: string, from?: string): PrivateKeyList {
  const { rows, next } = reader.browse.privateKeys(organizationId, pageSize, from)
  return { privateKeys: rows.map((row) => ({ ...row, addresses: reader.privateKeyAddresses(row.id) })), next }
}

function toSummary({ id, name, createdMs }: OrganizationSummary): OrganizationSummary {
  return { id, name, createdMs }
}

function toUser(reader: ConsoleReader, { id, name, email, phoneNumber, inRootQuorum }: UserRow): User {
  return {
    id,
    name,
    email,
    phoneNumber,
    inRootQuorum,
    passkeys: reader.passkeys(id).map((passkey) => ({
      id: passkey.id,
      name: passkey.name,
      credentialId: passkey.credentialId,
      publicKey: passkey.publicKey,
      transports: passkey.transports.map((each) => each.replace('AUTHENTICATOR_TRANSPORT_', '').toLowerCase()),
      createdMs: passkey.createdMs,
    })),
    apiKeys: reader.apiKeys(id).map(toApiKey),
  }
}

function toApiKey({ id, name, type, publicKey, createdMs, expirationSeconds }: ApiKeyRow): ApiKey {
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

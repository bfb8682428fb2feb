import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import type {
  AccountList,
  ApiKeyLine,
  OrganizationDetail,
  OrganizationLine,
  OrganizationList,
  PrivateKeyList,
  UserLine,
} from '../types.js'

type UserRow = ReturnType<ConsoleReader['users']>[number]
type ApiKeyRow = ReturnType<ConsoleReader['apiKeys']>[number]

const pageSize = 50
const accountsAtFirst = 10
const countedTo = 10_000

const lineOf = ({ id, name, createdMs }: OrganizationLine): OrganizationLine => ({ id, name, createdMs })

export function readOrganizations({ browse, organizationId }: ConsoleReader, from?: string): OrganizationList {
  const { rows, next } = browse.subOrganizations(pageSize, from)
  const root = browse.organization(organizationId)
  if (root === undefined) throw new TypeError('the parent organization is not there')
  return {
    root: lineOf(root),
    subOrganizations: rows,
    next,
    count: browse.countSubOrganizations(organizationId, countedTo),
    countedTo,
  }
}

/** One that has been deleted is found no more. */
export function readOrganization(reader: ConsoleReader, id: string): OrganizationDetail | undefined {
  const organization = reader.organization(id)
  if (organization === undefined) return undefined
  const parent = organization.parentId === null ? undefined : reader.browse.organization(organization.parentId)
  return {
    ...lineOf(organization),
    parent: parent === undefined ? null : lineOf(parent),
    threshold: organization.quorumThreshold,
    users: reader.users(id).map((user) => readUser(reader, user)),
    wallets: reader.browse
      .wallets(id)
      .map((wallet) => ({ ...wallet, ...readAccounts(reader, wallet.id, accountsAtFirst) })),
    ...readPrivateKeys(reader, id),
  }
}

export function readAccounts(
  { browse }: ConsoleReader,
  walletId: string,
  limit: number = pageSize,
  from?: string,
): AccountList {
  const { rows, next } = browse.accounts(walletId, limit, from)
  return {
    accounts: rows.map(({ addressFormat, ...account }) => ({
      ...account,
      format: addressFormat.replace('ADDRESS_FORMAT_', '').toLowerCase(),
    })),
    next,
  }
}

export function readPrivateKeys(reader: ConsoleReader, organizationId: string, from?: string): PrivateKeyList {
  const { rows, next } = reader.browse.privateKeys(organizationId, pageSize, from)
  return {
    privateKeys: rows.map((row) => ({
      ...row,
      addresses: reader.privateKeyAddresses(row.id),
    })),
    next,
  }
}

function readUser(reader: ConsoleReader, { id, name, email, phoneNumber, inRootQuorum }: UserRow): UserLine {
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
    apiKeys: reader.apiKeys(id).map(readApiKey),
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

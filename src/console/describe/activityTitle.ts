import type { ConsoleParameters } from '../../signer/store/consoleReader.js'
import { isRecord } from './json.js'
import { listOf, textOf } from './parameters.js'
import { formatSeconds, plural, quote } from './text.js'

type Parameters = Record<string, unknown>
type UserName = (userId: string) => string
type Title = (parameters: Parameters, userName: UserName) => string

/** By the last part of the path, which all versions of an activity share. */
const titles: ReadonlyMap<string, Title> = new Map<string, Title>([
  [
    'create_sub_organization',
    (parameters) => {
      const { wallet } = parameters
      const withWallet = isRecord(wallet) ? ` with wallet ${quote(textOf(wallet, 'walletName'))}` : ''
      return `Create sub-organization ${quote(textOf(parameters, 'subOrganizationName'))}${withWallet}`
    },
  ],
  ['delete_sub_organization', () => 'Delete this sub-organization'],
  ['create_users', (parameters) => `Create ${nameOrCount(parameters, 'users', 'userName', 'user')}`],
  ['update_user', (parameters, userName) => `Update user ${ownerOf(parameters, userName)}`],
  ['update_user_name', (parameters) => `Rename a user to ${quote(textOf(parameters, 'userName'))}`],
  [
    'delete_users',
    (parameters, userName) => {
      const [userId, ...others] = listOf(parameters, 'userIds')
      return others.length === 0
        ? `Delete user ${quote(userName(`${userId}`))}`
        : `Delete ${plural(others.length + 1, 'user')}`
    },
  ],
  [
    'create_authenticators',
    (parameters, userName) =>
      `Add ${nameOrCount(parameters, 'authenticators', 'authenticatorName', 'passkey')} to ${ownerOf(parameters, userName)}`,
  ],
  [
    'delete_authenticators',
    (parameters, userName) =>
      `Remove ${countOf(parameters, 'authenticatorIds', 'passkey')} from ${ownerOf(parameters, userName)}`,
  ],
  [
    'create_api_keys',
    (parameters, userName) =>
      `Add ${nameOrCount(parameters, 'apiKeys', 'apiKeyName', 'API key')} to ${ownerOf(parameters, userName)}`,
  ],
  [
    'delete_api_keys',
    (parameters, userName) =>
      `Remove ${countOf(parameters, 'apiKeyIds', 'API key')} from ${ownerOf(parameters, userName)}`,
  ],
  [
    'create_wallet',
    (parameters) => {
      const addresses = countOf(parameters, 'accounts', 'address', 'addresses')
      return `Create wallet ${quote(textOf(parameters, 'walletName'))} with ${addresses}`
    },
  ],
  [
    'create_wallet_accounts',
    (parameters) => `Add ${countOf(parameters, 'accounts', 'address', 'addresses')} to a wallet`,
  ],
  ['update_wallet', (parameters) => `Rename a wallet to ${quote(textOf(parameters, 'walletName'))}`],
  ['delete_wallets', (parameters) => `Delete ${countOf(parameters, 'walletIds', 'wallet')}`],
  [
    'delete_wallet_accounts',
    (parameters) => `Delete ${countOf(parameters, 'walletAccountIds', 'address', 'addresses')}`,
  ],
  [
    'create_private_keys',
    (parameters) => `Create ${nameOrCount(parameters, 'privateKeys', 'privateKeyName', 'private key')}`,
  ],
  ['delete_private_keys', (parameters) => `Delete ${countOf(parameters, 'privateKeyIds', 'private key')}`],
  [
    'stamp_login',
    (parameters) => {
      const seconds = textOf(parameters, 'expirationSeconds')
      return seconds === '' ? 'Start a session' : `Start a session for ${formatSeconds(Number(seconds))}`
    },
  ],
  [
    'update_root_quorum',
    (parameters) => {
      const users = plural(listOf(parameters, 'userIds').length, 'root user')
      return `Require the approval of ${parameters.threshold} of ${users}`
    },
  ],
  ['create_policy', (parameters) => `Create policy ${quote(textOf(parameters, 'policyName'))}`],
  [
    'create_policies',
    (parameters) => `Create ${nameOrCount(parameters, 'policies', 'policyName', 'policy', 'policies')}`,
  ],
  [
    'update_policy',
    (parameters) => {
      const name = textOf(parameters, 'policyName')
      return name === '' ? 'Update a policy' : `Update policy ${quote(name)}`
    },
  ],
  ['delete_policy', () => 'Delete a policy'],
  ['delete_policies', (parameters) => `Delete ${countOf(parameters, 'policyIds', 'policy', 'policies')}`],
  [
    'create_session_profile',
    (parameters) => `Create session profile ${quote(textOf(parameters, 'sessionProfileName'))}`,
  ],
  [
    'create_mfa_policy',
    (parameters, userName) =>
      `Create MFA policy ${quote(textOf(parameters, 'mfaPolicyName'))} for ${ownerOf(parameters, userName)}`,
  ],
  ['update_mfa_policy', (parameters, userName) => `Update an MFA policy of ${ownerOf(parameters, userName)}`],
  ['delete_mfa_policy', (parameters, userName) => `Delete an MFA policy of ${ownerOf(parameters, userName)}`],
  ['create_user_tag', (parameters) => `Create user tag ${quote(textOf(parameters, 'userTagName'))}`],
  ['update_user_tag', () => 'Update a user tag'],
  ['delete_user_tags', (parameters) => `Delete ${countOf(parameters, 'userTagIds', 'user tag')}`],
  ['create_smart_contract_interface', (parameters) => `Add contract interface ${quote(textOf(parameters, 'label'))}`],
  ['delete_smart_contract_interface', () => 'Delete a contract interface'],
])

/** Undefined for activities without a title of this kind: signatures, and what this signer does not know. */
export function activityTitle({ path, parameters }: ConsoleParameters, userName: UserName): string | undefined {
  return titles.get(path)?.(parameters, userName)
}

function ownerOf(parameters: Parameters, userName: UserName): string {
  return quote(userName(textOf(parameters, 'userId')))
}

/** `passkey “MacBook”` for one, `2 passkeys` for several. */
function nameOrCount(parameters: Parameters, list: string, nameKey: string, noun: string, many = `${noun}s`): string {
  const items = listOf(parameters, list)
  const [first] = items
  return items.length === 1 && isRecord(first)
    ? `${noun} ${quote(textOf(first, nameKey))}`
    : plural(items.length, noun, many)
}

/** `a passkey`, `2 passkeys`, `no passkeys` */
function countOf(parameters: Parameters, list: string, one: string, many = `${one}s`): string {
  const { length } = listOf(parameters, list)
  if (length === 1) return `${/^[aeiou]/i.test(one) ? 'an' : 'a'} ${one}`
  return length === 0 ? `no ${many}` : plural(length, one, many)
}

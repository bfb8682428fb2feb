import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import type { Fact } from '../types.js'
import { plural, quote, seconds, some } from './format.js'
import { isRecord } from './json.js'
import { describePayload } from './payload.js'
import { describeTransaction, type Words } from './transaction.js'
import { partsOf, treeOf, unreadable } from './tree.js'

/** Names what an id stands for, also when it is gone. */
type Names = { user: (id: string) => string }
type Activity = NonNullable<ReturnType<ConsoleReader['browse']['activity']>>

type Intent = Record<string, unknown>

const textOf = (intent: Intent, key: string): string => {
  const value = intent[key]
  return typeof value === 'string' ? value : ''
}
const listOf = (intent: Intent, key: string): unknown[] => {
  const value = intent[key]
  return Array.isArray(value) ? value : []
}
/** What a new thing is called if it is one, else how many there are. */
const namesOf = (intent: Intent, list: string, name: string, one: string): string => {
  const items = listOf(intent, list)
  const [first] = items
  return items.length === 1 && isRecord(first) ? `the ${one} ${quote(textOf(first, name))}` : plural(items.length, one)
}
const countOf = (intent: Intent, list: string, one: string, many?: string): string =>
  some(listOf(intent, list).length, one, many)

/** Titles by the last part of the path, in which all versions of an activity agree. Signing has words of its own. */
const titles: Record<string, (intent: Intent, names: Names) => string> = {
  create_sub_organization: (intent) => {
    const wallet = isRecord(intent.wallet) ? ` with the wallet ${quote(textOf(intent.wallet, 'walletName'))}` : ''
    return `Create the sub-organization ${quote(textOf(intent, 'subOrganizationName'))}${wallet}`
  },
  delete_sub_organization: () => 'Delete this sub-organization',
  create_users: (intent) => `Create ${namesOf(intent, 'users', 'userName', 'user')}`,
  update_user: (intent, names) => `Change the user ${quote(names.user(textOf(intent, 'userId')))}`,
  update_user_name: (intent) => `Rename a user to ${quote(textOf(intent, 'userName'))}`,
  delete_users: (intent, names) => {
    const [id, ...others] = listOf(intent, 'userIds')
    return others.length === 0 ? `Delete the user ${quote(names.user(`${id}`))}` : `Delete ${others.length + 1} users`
  },
  create_authenticators: (intent, names) =>
    `Add ${namesOf(intent, 'authenticators', 'authenticatorName', 'passkey')} to ${owner(intent, names)}`,
  delete_authenticators: (intent, names) =>
    `Remove ${countOf(intent, 'authenticatorIds', 'passkey')} of ${owner(intent, names)}`,
  create_api_keys: (intent, names) =>
    `Add ${namesOf(intent, 'apiKeys', 'apiKeyName', 'API key')} to ${owner(intent, names)}`,
  delete_api_keys: (intent, names) => `Remove ${countOf(intent, 'apiKeyIds', 'API key')} of ${owner(intent, names)}`,
  create_wallet: (intent) =>
    `Create the wallet ${quote(textOf(intent, 'walletName'))} with ${countOf(intent, 'accounts', 'address', 'addresses')}`,
  create_wallet_accounts: (intent) => `Derive ${countOf(intent, 'accounts', 'address', 'addresses')}`,
  update_wallet: (intent) => `Rename a wallet to ${quote(textOf(intent, 'walletName'))}`,
  delete_wallets: (intent) => `Delete ${countOf(intent, 'walletIds', 'wallet')}`,
  delete_wallet_accounts: (intent) => `Delete ${countOf(intent, 'walletAccountIds', 'address', 'addresses')}`,
  create_private_keys: (intent) => `Create ${namesOf(intent, 'privateKeys', 'privateKeyName', 'private key')}`,
  delete_private_keys: (intent) => `Delete ${countOf(intent, 'privateKeyIds', 'private key')}`,
  stamp_login: (intent) => {
    const length = textOf(intent, 'expirationSeconds')
    return `Begin a session${length === '' ? '' : ` of ${seconds(Number(length))}`}`
  },
  update_root_quorum: (intent) =>
    `Let ${plural(Number(intent.threshold), 'approval')} of ${plural(listOf(intent, 'userIds').length, 'root user')} decide`,
}

const owner = (intent: Intent, names: Names): string => quote(names.user(textOf(intent, 'userId')))

/** What an activity asks for, in words and as facts. */
export function describeActivity(reader: ConsoleReader, activity: Activity): Words {
  const read = reader.parameters(activity)
  if (read === undefined) return { title: spelledOut(activity.type), asked: () => [unreadable('request')] }
  const { path, parameters: intent } = read
  const names: Names = { user: (userId) => reader.userName(activity.organizationId, userId) ?? userId }
  const signed = describeSigning(reader, path, intent)
  if (signed === undefined)
    return {
      title: titles[path]?.(intent, names) ?? spelledOut(activity.type),
      asked: (budget) => treeOf(intent, budget),
    }
  const signWith: Fact = { name: 'sign with', value: textOf(intent, 'signWith') }
  return { title: signed.title, asked: (budget) => [...signed.asked(budget), signWith] }
}

function describeSigning(reader: ConsoleReader, path: string, intent: Intent): Words | undefined {
  const payload = (text: unknown): Words =>
    describePayload(`${text}`, textOf(intent, 'encoding'), textOf(intent, 'hashFunction'))
  switch (path) {
    case 'sign_raw_payload':
      return payload(intent.payload)
    case 'sign_raw_payloads': {
      const payloads = listOf(intent, 'payloads')
      return {
        title: payloads.length === 1 ? payload(payloads[0]).title : `Sign ${payloads.length} payloads at once`,
        asked: (budget) =>
          partsOf(payloads, budget, 0, (each, index) => {
            const { title, asked } = payload(each)
            const parts = asked(budget)
            budget.facts -= parts.length
            return { name: `${index + 1}`, value: title, parts }
          }),
      }
    }
    case 'sign_transaction':
      return textOf(intent, 'type') === 'TRANSACTION_TYPE_ETHEREUM'
        ? describeTransaction(reader, textOf(intent, 'unsignedTransaction'))
        : { title: 'Sign a transaction of another kind of chain', asked: (budget) => treeOf(intent, budget) }
    default:
      return undefined
  }
}

/** `ACTIVITY_TYPE_SET_PAYMENT_METHOD_V2` → `Set payment method` */
function spelledOut(type: string): string {
  const words = type
    .replace(/^ACTIVITY_TYPE_/, '')
    .replace(/_V[0-9]+$/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

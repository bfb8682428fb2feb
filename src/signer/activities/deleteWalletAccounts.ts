import type { DeleteWalletAccountsIntent } from '../../wire/intents.js'
import { boolean, list, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { notFound } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertDeletable } from './shared/assertDeletable.js'

const parse: Parser<DeleteWalletAccountsIntent> = object({
  walletAccountIds: list(uuid(), { min: 1, max: requestLimits.items }),
  deleteWithoutExport: optional(boolean()),
})

export const deleteWalletAccounts: ActivityDefinition = defineActivity({
  path: 'delete_wallet_accounts',
  versions: {
    ACTIVITY_TYPE_DELETE_WALLET_ACCOUNTS: {
      intent: 'deleteWalletAccountsIntent',
      result: 'deleteWalletAccountsResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute({ store, organization }, { walletAccountIds, deleteWithoutExport }) {
    for (const id of walletAccountIds) {
      const account = store.wallets.accountById(organization.id, id)
      if (account === undefined)
        throw notFound(`unable to find wallet account ${id} in organization ${organization.id}`)
      // Anyone who has the seed phrase has the keys of all accounts.
      const exported = account.exported || store.wallets.byId(organization.id, account.walletId)?.exported === true
      const turnkeyErrorCode = 'WALLET_ACCOUNT_NOT_EXPORTED'
      assertDeletable({ exported, deleteWithoutExport, key: `wallet account ${id}`, turnkeyErrorCode })
      store.wallets.deleteAccount(id)
    }
    return { walletAccountIds }
  },
})

import type { DeleteWalletsIntent } from '../../wire/intents.js'
import { boolean, list, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertDeletable } from './shared/assertDeletable.js'
import { findWallet } from './shared/findWallet.js'

const parse: Parser<DeleteWalletsIntent> = object({
  walletIds: list(uuid(), { min: 1, max: requestLimits.items }),
  deleteWithoutExport: optional(boolean()),
})

/** Deletes wallets with their accounts. */
export const deleteWallets: ActivityDefinition = defineActivity({
  path: 'delete_wallets',
  versions: { ACTIVITY_TYPE_DELETE_WALLETS: { intent: 'deleteWalletsIntent', result: 'deleteWalletsResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { walletIds, deleteWithoutExport }) {
    for (const walletId of walletIds) {
      const { id, exported } = findWallet(context, walletId)
      assertDeletable({ exported, deleteWithoutExport, key: `wallet ${id}` })
      context.store.wallets.delete(id)
    }
    return { walletIds }
  },
})

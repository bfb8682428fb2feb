import type { UpdateWalletIntent } from '../../wire/intents.js'
import { label, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { conflict } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { findWallet } from './shared/findWallet.js'

const parse: Parser<UpdateWalletIntent> = object({ walletId: uuid(), walletName: optional(label()) })

export const updateWallet: ActivityDefinition = defineActivity({
  path: 'update_wallet',
  versions: { ACTIVITY_TYPE_UPDATE_WALLET: { intent: 'updateWalletIntent', result: 'updateWalletResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { walletId, walletName }) {
    const { store, organization } = context
    const { id, name } = findWallet(context, walletId)
    const newName = walletName ?? name
    const sameName = store.wallets.byName(organization.id, newName)
    if (sameName !== undefined && sameName.id !== id)
      throw conflict(`wallet label must be unique: wallet ${sameName.id} has this name`)
    store.wallets.rename(id, newName, context.now())
    return { walletId }
  },
})

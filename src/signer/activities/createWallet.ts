import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addWallet } from './shared/addWallet.js'
import { walletParams } from './shared/keyParams.js'

export const createWallet: ActivityDefinition = defineActivity({
  path: 'create_wallet',
  versions: { ACTIVITY_TYPE_CREATE_WALLET: { intent: 'createWalletIntent', result: 'createWalletResult' } },
  parse: walletParams,
  subject: () => ({ kind: 'organization' }),
  execute: (context, parameters) => addWallet(context, context.organization.id, parameters),
})

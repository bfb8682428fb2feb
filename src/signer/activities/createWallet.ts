import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addWallet } from './parts/addWallet.js'
import { walletParams } from './parts/keyParams.js'

export const createWallet: ActivityDefinition = defineActivity({
  path: 'create_wallet',
  versions: { ACTIVITY_TYPE_CREATE_WALLET: { intent: 'createWalletIntent', result: 'createWalletResult' } },
  parse: walletParams,
  subject: () => ({ kind: 'organization' }),
  execute: (context, parameters) => addWallet(context, context.organization.id, parameters),
})

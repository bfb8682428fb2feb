import type { CreateWalletAccountsIntent } from '../../wire/intents.js'
import { boolean, list, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addWalletAccounts, deriveAddresses, mnemonicPlace } from './shared/addWallet.js'
import { findWallet } from './shared/findWallet.js'
import { walletAccountParams } from './shared/keyParams.js'

const parse: Parser<CreateWalletAccountsIntent> = object({
  walletId: uuid(),
  accounts: list(walletAccountParams, { min: 1, max: requestLimits.items }),
  persist: optional(boolean()),
})

export const createWalletAccounts: ActivityDefinition = defineActivity({
  path: 'create_wallet_accounts',
  versions: {
    ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS: {
      intent: 'createWalletAccountsIntent',
      result: 'createWalletAccountsResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { walletId, accounts, persist = true }) {
    const { sealer, organization } = context
    const wallet = findWallet(context, walletId)
    const mnemonic = Buffer.from(sealer.open(wallet.sealedMnemonic, mnemonicPlace(wallet.id))).toString('utf8')
    return {
      addresses: persist
        ? addWalletAccounts(context, organization.id, wallet.id, mnemonic, accounts)
        : deriveAddresses(mnemonic, accounts),
    }
  },
})

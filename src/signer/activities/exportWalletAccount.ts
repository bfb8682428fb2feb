import type { ExportWalletAccountIntent, ExportWalletAccountResult } from '../../wire/exchange.js'
import { object, type Parser, string } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { accountKeyPlace } from './shared/addWallet.js'
import { targetPublicKey } from './shared/bundleParams.js'
import { createExportBundle } from './shared/createBundle.js'

const parse: Parser<ExportWalletAccountIntent> = object({ address: string(), targetPublicKey })

export const exportWalletAccount: ActivityDefinition = defineActivity({
  path: 'export_wallet_account',
  versions: {
    ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT: {
      intent: 'exportWalletAccountIntent',
      result: 'exportWalletAccountResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { address, targetPublicKey }) {
    const { store, sealer, organization } = context
    const account = store.wallets.accountByAddress(organization.id, address)
    if (account === undefined)
      throw notFound(
        `unable to find wallet account ${address} in organization ${organization.id}. Addresses are case sensitive.`,
      )
    const secret = sealer.open(account.sealedKey, accountKeyPlace(account.id))
    store.wallets.markAccountExported(account.id, context.now())
    return {
      address,
      exportBundle: createExportBundle(context, secret, targetPublicKey),
    } satisfies ExportWalletAccountResult
  },
})

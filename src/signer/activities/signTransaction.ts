import type { SignTransactionIntentV2 } from '../../wire/signing.js'
import { signEthereumTransaction } from '../keys/signEthereumTransaction.js'
import { object, oneOf, type Parser, string } from '../protocol/parse.js'
import { bodyLimit } from '../protocol/parseBody.js'
import { WireError } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { openSigningKey } from './shared/openSigningKey.js'

const parse: Parser<SignTransactionIntentV2> = object({
  signWith: string(),
  unsignedTransaction: string({ max: bodyLimit }),
  type: oneOf([
    'TRANSACTION_TYPE_ETHEREUM',
    'TRANSACTION_TYPE_SOLANA',
    'TRANSACTION_TYPE_TRON',
    'TRANSACTION_TYPE_BITCOIN',
    'TRANSACTION_TYPE_TEMPO',
  ]),
})

export const signTransaction: ActivityDefinition = defineActivity({
  path: 'sign_transaction',
  versions: {
    ACTIVITY_TYPE_SIGN_TRANSACTION_V2: { intent: 'signTransactionIntentV2', result: 'signTransactionResult' },
  },
  parse,
  writes: false,
  subject: () => ({ kind: 'signature' }),
  execute(context, { signWith, unsignedTransaction, type }) {
    const privateKey = openSigningKey(context, signWith)
    if (type !== 'TRANSACTION_TYPE_ETHEREUM')
      throw new WireError(501, 12, `the local signer does not sign ${type}`, 'UNSUPPORTED_TRANSACTION_TYPE')
    return { signedTransaction: signEthereumTransaction(context.signDigest, privateKey, unsignedTransaction) }
  },
})

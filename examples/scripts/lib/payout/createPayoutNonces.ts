import { type Address, createNonceManager, type NonceManager } from 'viem'
import { StoppedError } from '../errors.ts'
import type { Journal } from './openJournal.ts'

/**
 * Viem's nonce manager, counting from the journal as long as the chain agrees with it: where the chain is further, something else has sent
 * from this account, and it could have been a payment.
 *
 * @param parameters.countSent How many transactions the chain knows of this account, those that wait included.
 */
export function createPayoutNonces({
  from,
  journal,
  countSent,
}: {
  from: Address
  journal: Journal
  countSent: () => Promise<number>
}): NonceManager {
  return createNonceManager({
    source: {
      async get() {
        const [count, next] = [await countSent(), journal.nextNonce()]
        journal.assertAlone()
        if (count <= next) return next
        throw new StoppedError(
          `${from} is at nonce ${count}, and this payout at ${next}: something else sent from it. Nothing more was signed. ` +
            `Look at what that was; if it paid nobody of the list, go on with --nonce ${count}.`,
        )
      },
      set() {},
    },
  })
}

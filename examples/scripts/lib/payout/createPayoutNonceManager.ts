import { type Address, createNonceManager, type NonceManager } from 'viem'
import { StoppedError } from '../errors.ts'
import type { Journal } from './openJournal.ts'

/**
 * A viem nonce manager that counts from the journal and stops if the chain is ahead of it: then something else has sent from this account, and
 * that could have been a payment.
 *
 * @param parameters.countSent Returns the account's transaction count, including pending ones.
 */
export function createPayoutNonceManager({
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
        journal.assertExclusive()
        if (count <= next) return next
        throw new StoppedError(
          `${from} is at nonce ${count}, but this payout is at ${next}: something else sent from the account. Nothing more was signed. ` +
            `Check what it was. If it paid nobody on the list, continue with --nonce ${count}.`,
        )
      },
      set() {},
    },
  })
}

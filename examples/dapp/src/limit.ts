import type { Session, SessionKey, SignerClient } from 'viem-passkey-account'
import { createMfaPolicy, getMfaPolicies } from 'viem-passkey-account/actions'
import type { Action } from './actions.ts'
import * as records from './records.ts'
import { describeLimit, rules } from './rules.ts'
import type { Wallet } from './wallet.ts'

/**
 * The session stamps all policies but the last, which puts the limit in force: that one takes the passkey. If its prompt was
 * dismissed, the others are there already: the next call goes on.
 */
export async function setLimit(client: SignerClient, session: Session): Promise<void> {
  const { organizationId, userId } = session
  const existing = await getMfaPolicies(client, { organizationId, userId, stamper: session })
  const names = existing.map(({ mfaPolicyName }) => mfaPolicyName)
  const last = rules.mfaPolicies.at(-1)
  for (const policy of rules.mfaPolicies) {
    if (names.includes(policy.mfaPolicyName)) continue
    const stamper = policy === last ? client.stamper : session
    await createMfaPolicy(client, { organizationId, userId, ...policy, stamper })
  }
}

/** @param keys Of the session that sets the limit, if the page has no session, and of the one with the limit. */
export function limitAction(wallet: Wallet, keys: readonly [SessionKey, SessionKey]): Action {
  const hasSession = wallet.state().session !== undefined
  return {
    review: [
      'Limit what sessions of this wallet may sign, on every device.',
      describeLimit,
      'Then start a session with this limit.',
    ],
    prompts: hasSession ? 2 : 3,
    async run(signal) {
      if (!hasSession) await wallet.signIn(keys[0], signal)
      const { session } = wallet.state()
      if (!session) throw new Error('The session has ended.')
      await setLimit(wallet.client(), session)
      records.saveLimit()
      await wallet.endSession(signal)
      await wallet.signIn(keys[1], signal)
      return { text: 'Limit set, and a session with it started.' }
    },
  }
}

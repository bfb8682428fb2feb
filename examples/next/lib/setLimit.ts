import { createSignerClient, type PasskeyWallet, type Session } from 'viem-passkey-account'
import { createMfaPolicy, getMfaPolicies } from 'viem-passkey-account/actions'
import { rules } from './limit'
import { passkeyOf } from './passkeyOf'

/** For the limit alone: the route of the other requests does not forward them. */
const client = createSignerClient({ url: '/api/limit' })

/** The policy that puts the limit in force. It is created last, with the passkey. */
const last = rules.mfaPolicies.at(-1)

/**
 * Limits what sessions of this user sign alone, on every device. The session stamps the first policies. One prompt. If it was
 * dismissed, the next call creates what is missing.
 */
export async function setLimit(wallet: PasskeyWallet, session: Session, rpId: string) {
  const { organizationId, userId } = wallet
  for (const policy of await listMissing(wallet, session)) {
    const stamper = policy === last ? passkeyOf(wallet, rpId) : session
    await createMfaPolicy(client, { organizationId, userId, ...policy, stamper })
  }
}

/** Whether the limit is set, as the signer answers it: it may have been set on another device. */
export async function isLimitSet(wallet: PasskeyWallet, session: Session): Promise<boolean> {
  return (await listMissing(wallet, session)).length === 0
}

/** The policies that the user does not have yet. The names say the limit. */
async function listMissing({ organizationId, userId }: PasskeyWallet, session: Session) {
  const policies = await getMfaPolicies(client, { organizationId, userId, stamper: session })
  const names = policies.map(({ mfaPolicyName }) => mfaPolicyName)
  return rules.mfaPolicies.filter(({ mfaPolicyName }) => !names.includes(mfaPolicyName))
}

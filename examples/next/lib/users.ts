import { findError, SignerError } from 'viem-passkey-account'
import { listWallets } from 'viem-passkey-account/actions'
import { server } from './signer'

const users = new Set<string>()

/** Whether an organization is that of a user of this site. Only its parent, and the user, can read its wallets. */
export async function isUser(organizationId: string): Promise<boolean> {
  if (users.has(organizationId)) return true
  try {
    await listWallets(server, { organizationId })
    users.add(organizationId)
    return true
  } catch (error) {
    const status = findError(error, SignerError)?.status ?? 0
    if (status >= 400 && status < 500 && status !== 429) return false
    throw error
  }
}

import { findError, SignerError } from 'viem-passkey-account'
import { listWallets } from 'viem-passkey-account/actions'
import { createProxy } from 'viem-passkey-account/server'
import { ORGANIZATION_ID, SIGNER_URL, server } from '@/lib/signer'

/** What the page does. Anything else is refused. */
const allowed = [
  'ACTIVITY_TYPE_STAMP_LOGIN',
  'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
  'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
  'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
  'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
  'ACTIVITY_TYPE_DELETE_AUTHENTICATORS',
  'ACTIVITY_TYPE_DELETE_API_KEYS',
]

/** Organizations of this site's users. Only their parent, and they themselves, can read their wallets. */
const users = new Set<string>()

async function isUser(organizationId: string): Promise<boolean> {
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

/** Forwards what the user's passkey has stamped to the signer, byte for byte. */
export const POST = createProxy({
  basePath: '/api/signer',
  upstream: SIGNER_URL,
  organizations: (organizationId) => organizationId === ORGANIZATION_ID || isUser(organizationId),
  maxSessionSeconds: 900,
  authorize: ({ type }) =>
    type === undefined || allowed.includes(type) ? undefined : new Response('Not here.', { status: 403 }),
  onError: (error) => console.error(error.message),
})

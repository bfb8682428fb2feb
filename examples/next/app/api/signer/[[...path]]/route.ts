import { createProxy } from 'viem-passkey-account/server'
import { ORGANIZATION_ID, SIGNER_URL } from '@/lib/signer'
import { isUser } from '@/lib/users'

/** What the page does. Anything else is refused. */
const allowed = [
  'ACTIVITY_TYPE_STAMP_LOGIN',
  'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
  'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
  'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
  // The passkey, for what a session may not sign alone.
  'ACTIVITY_TYPE_APPROVE_ACTIVITY',
  'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
  'ACTIVITY_TYPE_DELETE_AUTHENTICATORS',
  'ACTIVITY_TYPE_DELETE_API_KEYS',
]

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

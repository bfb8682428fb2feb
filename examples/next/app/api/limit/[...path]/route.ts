import { isDeepStrictEqual } from 'node:util'
import { createProxy } from 'viem-passkey-account/server'
import { rules } from '@/lib/limit'
import { SIGNER_URL } from '@/lib/signer'
import { isUser } from '@/lib/users'

/** Sets the limit of a user, and reads whether it is set. Another MFA policy could lock the user out, and is refused. */
export const POST = createProxy({
  basePath: '/api/limit',
  upstream: SIGNER_URL,
  allow: ['/public/v1/submit/create_mfa_policy', '/public/v1/query/get_mfa_policies'],
  organizations: isUser,
  authorize: ({ type, parameters: { userId, ...policy } }) =>
    type === undefined || rules.mfaPolicies.some((known) => isDeepStrictEqual(known, policy))
      ? undefined
      : new Response('This route sets the limit only.', { status: 403 }),
  onError: (error) => console.error(error.message),
})

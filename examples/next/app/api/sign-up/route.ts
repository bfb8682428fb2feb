import { createSignUpHandler } from 'viem-passkey-account/server'
import { ORGANIZATION_ID, server } from '@/lib/signer'

/** Creates a wallet for a new passkey. Everyone gets one here: yours decides with `authorize`. */
export const POST = createSignUpHandler({ client: server, organizationId: ORGANIZATION_ID, onError: console.error })

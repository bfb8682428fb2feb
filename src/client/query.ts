import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import type { sendSignedRequest } from './sendSignedRequest.js'
import { sendWithRetry } from './sendWithRetry.js'
import { type QueryInput, stampRequest } from './stampRequest.js'

/**
 * Sends any query to the signer. A passkey prompts once; sessions and API keys do not prompt.
 *
 * @returns The parsed response. Its shape is not checked.
 *
 * @throws What {@link stampRequest} and {@link sendSignedRequest} throw.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { query } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { users } = await query(client, {
 *   path: '/public/v1/query/list_users',
 *   body: { organizationId: '<organization id>' },
 * })
 * ```
 */
export async function query(client: SignerClient, parameters: query.Parameters): Promise<query.ReturnType> {
  const request = await stampRequest(client, parameters)
  return sendWithRetry(client, request, parameters.signal)
}

export declare namespace query {
  type Parameters = QueryInput & {
    /**
     * Stamps the request.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /** Aborts the prompt and the request. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Record<string, unknown>
  type ErrorType = stampRequest.ErrorType | sendSignedRequest.ErrorType
}

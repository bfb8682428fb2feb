import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { send } from './send.js'
import type { sendSignedRequest } from './sendSignedRequest.js'
import { type QueryInput, stampRequest } from './stampRequest.js'

/**
 * Asks the signer any query. One prompt with a passkey; sessions and API keys need none.
 *
 * @param parameters.path - Such as `/public/v1/query/list_wallets`.
 * @param parameters.body - The query as the wire has it; `organizationId` is always part of it.
 * @returns The parsed answer, unchecked: the caller knows its shape.
 *
 * @throws StamperMissingError, what the stamper throws, and what {@link sendSignedRequest} throws.
 *
 * @example
 * const { wallets } = await query(client, { path: '/public/v1/query/list_wallets', body: { organizationId } })
 */
export async function query(client: SignerClient, parameters: query.Parameters): Promise<query.ReturnType> {
  const request = await stampRequest(client, parameters)
  return send(client, request, parameters.signal)
}

export declare namespace query {
  type Parameters = QueryInput & { stamper?: Stamper | undefined; signal?: AbortSignal | undefined }
  type ReturnType = Record<string, unknown>
  type ErrorType = stampRequest.ErrorType | sendSignedRequest.ErrorType
}

import type { SignerClient } from '../client/createSignerClient.js'
import { query } from '../client/query.js'
import { SignerAnswerError } from '../errors/signer.js'
import { assertIds, type WithIds } from './assertIds.js'
import type { ActionParameters } from './types.js'

/** Sends a query and parses the response. Every action that only reads is built on it. */
export async function runQuery<result, parameters extends ActionParameters & Record<string, unknown>>(
  client: SignerClient,
  { name, parameters, ids, parse }: runQuery.Parameters<result, parameters>,
): Promise<result> {
  const { organizationId, stamper, signal, ...rest } = parameters
  assertIds(rest, ids)
  const body = { organizationId, ...rest }
  const result = parse(await query(client, { path: `/public/v1/query/${name}`, body, stamper, signal }))
  if (result !== undefined) return result
  throw new SignerAnswerError({ url: client.url, status: 200, reason: `it is not a response to ${name}` })
}

export declare namespace runQuery {
  type Parameters<result, parameters> = WithIds<parameters> & {
    /** The last part of the path, such as `list_wallets`. */
    name: string
    /** The action's own parameters, all of which become the query's, beside those that every action takes. */
    parameters: parameters
    /** Returns the action's result, or `undefined` if the response does not have it. */
    parse: (response: Record<string, unknown>) => result | undefined
  }
}

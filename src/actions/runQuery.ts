import type { SignerClient } from '../client/createSignerClient.js'
import { query } from '../client/query.js'
import { SignerAnswerError } from '../errors/signer.js'
import type { ActionParameters } from './types.js'

/** Sends a query and parses the response. Every action that only reads is built on it. */
export async function runQuery<result>(
  client: SignerClient,
  { name, parameters, parse }: runQuery.Parameters<result>,
): Promise<result> {
  const { stamper, signal, ...body } = parameters
  const result = parse(await query(client, { path: `/public/v1/query/${name}`, body, stamper, signal }))
  if (result !== undefined) return result
  throw new SignerAnswerError({ url: client.url, status: 200, reason: `it is not a response to ${name}` })
}

export declare namespace runQuery {
  type Parameters<result> = {
    /** The last part of the path, such as `list_wallets`. */
    name: string
    /** The action's own parameters, all of which become the query's, beside those that every action takes. */
    parameters: ActionParameters & Record<string, unknown>
    /** Returns the action's result, or `undefined` if the response does not have it. */
    parse: (response: Record<string, unknown>) => result | undefined
  }
}

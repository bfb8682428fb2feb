import type { SignerClient } from '../client/createSignerClient.js'
import { query } from '../client/query.js'
import { SignerAnswerError } from '../errors/signer.js'
import type { ActionParameters } from './types.js'

/** A query whose answer is checked for its shape. `name` is the last part of the path. */
export async function runQuery<answer>(
  client: SignerClient,
  name: string,
  { organizationId, stamper, signal }: ActionParameters,
  body: Record<string, unknown>,
  isAnswer: (value: Record<string, unknown>) => value is Record<string, unknown> & answer,
): Promise<answer> {
  const path = `/public/v1/query/${name}`
  const answer = await query(client, { path, body: { organizationId, ...body }, stamper, signal })
  if (isAnswer(answer)) return answer
  throw new SignerAnswerError({ url: client.url, status: 200, reason: `not an answer to ${name}` })
}

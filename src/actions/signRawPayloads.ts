import type { SignerClient } from '../client/createSignerClient.js'
import { isObject } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import { submit } from '../client/submit.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'
import type { SignRawPayloadsIntent } from '../wire/intents.js'
import type { SignRawPayloadsResult } from '../wire/results.js'
import { isSignature } from './signRawPayload.js'
import type { ActionParameters } from './types.js'

/**
 * Signs several payloads with one key for one prompt. All have one encoding and one hash function. The results are the wire's, in the
 * order of the payloads, unchecked; {@link signMany} checks them.
 *
 * @param parameters.payloads - Each in `encoding`; for HASH_FUNCTION_NO_OP the 32 bytes that are signed as they are.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const [first, second] = await signRawPayloads(client, {
 *   organizationId,
 *   signWith: address,
 *   payloads: [hashMessage('one'), hashMessage('two')],
 *   encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
 *   hashFunction: 'HASH_FUNCTION_NO_OP',
 * })
 */
export async function signRawPayloads(
  client: SignerClient,
  { organizationId, stamper, signal, ...parameters }: signRawPayloads.Parameters,
): Promise<signRawPayloads.ReturnType> {
  const type = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS'
  const activity = await submit(client, { type, organizationId, parameters, stamper, signal })
  return readSignatures(activity, parameters.payloads.length)
}

export declare namespace signRawPayloads {
  type Parameters = ActionParameters & SignRawPayloadsIntent
  type ReturnType = SignRawPayloadsResult['signatures']
  type ErrorType = submit.ErrorType
}

/** The signatures in a completed activity, if there are as many as were asked for. */
export function readSignatures(activity: Activity, count: number): SignRawPayloadsResult['signatures'] {
  const { signatures } = readResult(activity, 'signRawPayloadsResult', isSignatures)
  if (signatures.length === count) return signatures
  throw new AnswerMismatchError({
    field: 'result.signRawPayloadsResult',
    expected: `${count} signatures`,
    received: String(signatures.length),
  })
}

function isSignatures(value: unknown): value is SignRawPayloadsResult {
  return isObject(value) && Array.isArray(value.signatures) && value.signatures.every(isSignature)
}

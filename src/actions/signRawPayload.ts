import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import { submit } from '../client/submit.js'
import type { SignRawPayloadIntentV2 } from '../wire/intents.js'
import type { SignRawPayloadResult } from '../wire/results.js'
import type { ActionParameters } from './types.js'

/**
 * Signs a payload. The result is the wire's: `r` and `s` in hex without 0x, `v` `00` or `01`; nobody has checked whose signature it is.
 * The account does both.
 *
 * @param parameters.signWith - Address (EIP-55; case matters) or private key id.
 * @param parameters.payload - In `encoding`; for HASH_FUNCTION_NO_OP the 32 bytes that are signed as they are.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const { r, s, v } = await signRawPayload(client, {
 *   organizationId,
 *   signWith: address,
 *   payload: hashMessage('hello'),
 *   encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
 *   hashFunction: 'HASH_FUNCTION_NO_OP',
 * })
 */
export async function signRawPayload(
  client: SignerClient,
  { organizationId, stamper, signal, ...parameters }: signRawPayload.Parameters,
): Promise<signRawPayload.ReturnType> {
  const type = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
  const activity = await submit(client, { type, organizationId, parameters, stamper, signal })
  return readResult(activity, 'signRawPayloadResult', isSignature)
}

export declare namespace signRawPayload {
  type Parameters = ActionParameters & SignRawPayloadIntentV2
  type ReturnType = SignRawPayloadResult
  type ErrorType = submit.ErrorType
}

/** Official clients pad r and s themselves, so shorter ones may be about. */
export function isSignature(value: unknown): value is SignRawPayloadResult {
  return (
    hasStrings(value, ['r', 's', 'v']) &&
    [value.r, value.s].every((part) => /^[0-9a-f]{1,64}$/i.test(part)) &&
    /^0[01]$/.test(value.v)
  )
}

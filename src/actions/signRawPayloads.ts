import type { SignerClient } from '../client/createSignerClient.js'
import { isObject } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'
import type { SignRawPayloadResult, SignRawPayloadsResult } from '../wire/results.js'
import type { SignRawPayloadsIntent } from '../wire/signing.js'
import { runSigning } from './runSigning.js'
import { isSignature } from './signRawPayload.js'
import type { SigningParameters } from './types.js'

/**
 * Signs several payloads with one key and one prompt, with the parameters and the results of the signer's API; most apps
 * want {@link signMany}, which also verifies the results.
 *
 * The signatures are in the order of the payloads. They are not verified here: recover their signer before you use them.
 *
 * @throws InvalidParameterError before any prompt if `signWith` is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { hashMessage } from 'viem'
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { signRawPayloads } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const [first, second] = await signRawPayloads(client, {
 *   organizationId: '<organization id>',
 *   signWith: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045',
 *   payloads: [hashMessage('one'), hashMessage('two')],
 *   encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
 *   hashFunction: 'HASH_FUNCTION_NO_OP',
 * })
 * ```
 */
export async function signRawPayloads(
  client: SignerClient,
  parameters: signRawPayloads.Parameters,
): Promise<signRawPayloads.ReturnType> {
  return runSigning(client, {
    path: '/public/v1/submit/sign_raw_payloads',
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
    parameters,
    parse: (activity) => readSignatures(activity, { count: parameters.payloads.length }),
  })
}

export declare namespace signRawPayloads {
  type Parameters = SigningParameters & SignRawPayloadsIntent
  type ReturnType = SignRawPayloadResult[]
  type ErrorType = submit.ErrorType
}

/** Reads the signatures from a completed activity. Throws unless there are `count` of them. */
export function readSignatures(activity: Activity, { count }: { count: number }): SignRawPayloadResult[] {
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

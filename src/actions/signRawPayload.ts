import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { SignRawPayloadResult } from '../wire/results.js'
import type { SignRawPayloadIntentV2 } from '../wire/signing.js'
import { runSigning } from './runSigning.js'
import type { SigningParameters } from './types.js'

/**
 * Signs a payload, with the parameters and the result of the signer's API; most apps want `signMessage`,
 * `signTypedData` or `sign` of {@link createPasskeyAccount}, which also verify the result.
 *
 * The signature is not verified here. Recover its signer before you use it.
 *
 * @throws InvalidParameterError before any prompt if `signWith` is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { hashMessage } from 'viem'
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { signRawPayload } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { r, s, v } = await signRawPayload(client, {
 *   organizationId: '<organization id>',
 *   signWith: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045',
 *   payload: hashMessage('hello'),
 *   encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
 *   hashFunction: 'HASH_FUNCTION_NO_OP',
 * })
 * ```
 */
export async function signRawPayload(
  client: SignerClient,
  parameters: signRawPayload.Parameters,
): Promise<signRawPayload.ReturnType> {
  return runSigning(client, {
    path: '/public/v1/submit/sign_raw_payload',
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    parameters,
    parse: readSignature,
  })
}

export declare namespace signRawPayload {
  type Parameters = SigningParameters & SignRawPayloadIntentV2
  type ReturnType = SignRawPayloadResult
  type ErrorType = submit.ErrorType
}

/** Reads the signature from a completed activity. */
export function readSignature(activity: Activity): SignRawPayloadResult {
  return readResult(activity, 'signRawPayloadResult', isSignature)
}

/** The official clients pad r and s themselves, so the signer may send shorter ones. */
export function isSignature(value: unknown): value is SignRawPayloadResult {
  return (
    hasStrings(value, ['r', 's', 'v']) &&
    [value.r, value.s].every((part) => /^[0-9a-f]{1,64}$/i.test(part)) &&
    /^0[01]$/.test(value.v)
  )
}

import { type InvalidApiKeyError, InvalidParameterError, type StamperMissingError } from '../errors/config.js'
import type {
  InsecureContextError,
  InvalidRpIdError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyUnsupportedError,
} from '../errors/passkey.js'
import type { SessionExpiredError } from '../errors/users.js'
import type { ActivityRequest } from '../wire/activity.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { stampBody } from './stampBody.js'

/** The paths of the signer's API, at the end of a URL. */
export const signerPath: RegExp = /\/public\/v1\/(submit|query)\/[a-z\d_]+$/

/** An activity to submit. Its `timestampMs` is added when it is stamped. */
export type ActivityInput = {
  /** The type of the activity, such as `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2`. */
  type: string
  /** The organization in which the activity runs. */
  organizationId: string
  /** The parameters of this type of activity, as in the signer's API. */
  parameters: object
  /**
   * Path of the endpoint, for a type whose path does not follow from its name.
   * @default `/public/v1/submit/` and the type without its prefix and version, in lowercase
   */
  path?: string | undefined
  /** Whether the signer's enclave adds proofs to the activity. */
  generateAppProofs?: boolean | undefined
}

/** A query to send. */
export type QueryInput = {
  /** Path of the endpoint, such as `/public/v1/query/whoami`. */
  path: string
  /** The body, as in the signer's API. */
  body: {
    /** The organization to which the query goes. */
    organizationId: string
  } & Record<string, unknown>
}

/**
 * Stamps a request without sending it. Send it with {@link sendSignedRequest}, or hand it to a backend that does. A
 * passkey prompts once.
 *
 * The body is stringified once, here: exactly that string is stamped, and exactly that string is sent. The signer accepts
 * an activity until its `timestampMs` is an hour old. A query has no timestamp: its stamp stays valid as long as the
 * credential, so keep it in memory and never store it.
 *
 * @throws StamperMissingError; InvalidParameterError if `path` is not one of the signer's, or if there is no `organizationId`, both
 * before the prompt, or if the stamper does not return a stamp; and what the stamper throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { stampRequest } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const request = await stampRequest(client, {
 *   type: 'ACTIVITY_TYPE_CREATE_WALLET',
 *   organizationId: '<organization id>',
 *   parameters: { walletName: 'Savings', accounts: [] },
 * })
 * ```
 */
export async function stampRequest(
  client: SignerClient,
  { stamper, signal, ...input }: stampRequest.Parameters,
): Promise<stampRequest.ReturnType> {
  const { path, body } = 'type' in input ? toActivityRequest(client, input) : input
  // Only what matched is sent, since `path` may not even be a string.
  const found = signerPath.exec(path)
  if (found?.index !== 0)
    throw new InvalidParameterError({
      parameter: 'path',
      value: path,
      message: 'Pass a path of the signer, such as `/public/v1/query/whoami`.',
    })
  return stampBody(client, { path: found[0], body, stamper, signal })
}

export declare namespace stampRequest {
  type Parameters = (ActivityInput | QueryInput) & {
    /**
     * Stamps the request.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /** Aborts the prompt. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = SignedRequest
  /** With the stampers of this package. Another stamper may throw other errors. */
  type ErrorType =
    | StamperMissingError
    | InvalidParameterError
    | InvalidApiKeyError
    | InvalidRpIdError
    | PasskeyCancelledError
    | PasskeyUnsupportedError
    | InsecureContextError
    | PasskeyCeremonyError
    | SessionExpiredError
}

function toActivityRequest(
  client: SignerClient,
  { type, path = toPath(type), ...body }: ActivityInput,
): { path: string; body: ActivityRequest } {
  return { path, body: { type, timestampMs: client.nextTimestampMs(), ...body } }
}

/** The path is the type without its prefix and version: `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2` → `sign_raw_payload`. */
function toPath(type: string): string {
  return `/public/v1/submit/${type.replace(/^ACTIVITY_TYPE_|_V\d+$/g, '').toLowerCase()}`
}

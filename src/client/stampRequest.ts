import { StamperMissingError } from '../errors/config.js'
import { raceSignal } from '../errors/raceSignal.js'
import type { ActivityRequest } from '../wire/activity.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'

/** An activity to ask for; `timestampMs` is added. */
export type ActivityInput = {
  /** Such as `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2`. */
  type: string
  organizationId: string
  parameters: object
  /** Where the path does not follow from the type: `/public/v1/submit/…`. */
  path?: string | undefined
  generateAppProofs?: boolean | undefined
}

/** A query to ask. */
export type QueryInput = {
  /** Such as `/public/v1/query/whoami`. */
  path: string
  body: { organizationId: string } & Record<string, unknown>
}

/**
 * Stamps a request and does not send it: whoever gets the result may, with {@link sendSignedRequest} or through any backend.
 * One prompt with a passkey.
 *
 * The body is stringified once, here; exactly that string is stamped and exactly that string is sent. An activity can be sent while its
 * `timestampMs` is less than an hour old. A query carries no time: its stamp is a bearer token for as long as the credential lives, so
 * keep it in memory and store it nowhere.
 *
 * @param parameters - An activity (`type`, `organizationId`, `parameters`) or a query (`path`, `body`).
 * @throws StamperMissingError, and what the stamper throws.
 *
 * @example
 * const request = await stampRequest(client, { type: 'ACTIVITY_TYPE_CREATE_WALLET', organizationId, parameters: { walletName, accounts } })
 */
export async function stampRequest(
  client: SignerClient,
  { stamper = client.stamper, signal, ...wish }: stampRequest.Parameters,
): Promise<SignedRequest> {
  if (!stamper) throw new StamperMissingError()
  const { path, body } = 'type' in wish ? toActivityRequest(client, wish) : wish
  const text = JSON.stringify(body)
  return { url: client.url + path, body: text, stamp: await raceSignal(stamper.stamp(text, { signal }), signal) }
}

export declare namespace stampRequest {
  type Parameters = (ActivityInput | QueryInput) & { stamper?: Stamper | undefined; signal?: AbortSignal | undefined }
  type ReturnType = SignedRequest
  type ErrorType = StamperMissingError | Error
}

function toActivityRequest(
  client: SignerClient,
  { type, path = toPath(type), ...body }: ActivityInput,
): { path: string; body: ActivityRequest } {
  return { path, body: { type, timestampMs: client.nextTimestampMs(), ...body } }
}

/** The path is the type without its prefix and version: `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2` goes to `…/sign_raw_payload`. */
function toPath(type: string): string {
  return `/public/v1/submit/${type.replace(/^ACTIVITY_TYPE_|_V\d+$/g, '').toLowerCase()}`
}

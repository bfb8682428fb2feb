import { isObject } from '../../client/guards.js'
import { hasDuplicateKeys } from '../../client/hasDuplicateKeys.js'
import { parseObject } from '../../client/parseObject.js'
import { decodeUtf8 } from '../http/decodeUtf8.js'
import { HandlerError } from '../http/HandlerError.js'
import { hasTwoSpellings } from './hasTwoSpellings.js'
import { normalizeKey } from './normalizeKey.js'

/** A client's request to the signer, for `authorize` to check. */
export type ProxiedActivity = {
  /** Path of the endpoint: `/public/v1/submit/sign_raw_payload`. */
  path: string
  /** Type of the activity: `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2`. `undefined` for a query, which changes nothing. */
  type: string | undefined
  /**
   * The organization that the request names. The stamp is not verified yet, so it does not prove who sent the request.
   */
  organizationId: string
  /** The parameters of an activity, or the whole body of a query. */
  parameters: Readonly<Record<string, unknown>>
  /** The exact body that was stamped. */
  body: string
}

const activityFields: ReadonlyMap<string, string> = new Map(
  ['organizationId', 'type', 'timestampMs', 'parameters'].map((name) => [normalizeKey(name), name]),
)

/**
 * Parses a stamped body for `authorize`. The proxy forwards the bytes, not the result.
 *
 * @throws HandlerError
 */
export function parseActivity(path: string, bytes: Uint8Array): ProxiedActivity {
  const body = decodeUtf8(bytes)
  const fields = body === undefined ? undefined : parseObject(body)
  if (body === undefined || fields === undefined) throw malformed('The body is not a JSON object in UTF-8.')
  if (hasDuplicateKeys(body, fields)) throw malformed('The body contains the same key twice.')
  if (hasTwoSpellings(fields)) throw malformed('The body contains a field in two spellings.')
  const { organizationId, type, parameters = {} } = fields
  for (const key of Object.keys(fields)) {
    const name = activityFields.get(normalizeKey(key))
    if (name !== undefined && name !== key) throw malformed(`The body contains another spelling of ${name}.`)
  }
  if (typeof organizationId !== 'string') throw malformed('The body has no organizationId.')
  const endpoint = /^\/public\/v1\/submit\/([^/]+)$/.exec(path)?.[1]
  if (endpoint === undefined) {
    // The stamp covers neither the path nor the time. Anyone who has seen an activity could read with its stamp.
    if (['type', 'timestampMs', 'parameters'].some((name) => Object.hasOwn(fields, name)))
      throw malformed('A query has no type, timestampMs or parameters. This is the body of an activity.')
    return { path, type: undefined, organizationId, parameters: fields, body }
  }
  if (typeof type !== 'string' || !accepts(endpoint, type))
    throw malformed('The type of the activity does not match the path.')
  if (!isObject(parameters)) throw malformed('The parameters are not an object.')
  return { path, type, organizationId, parameters, body }
}

/**
 * Whether an endpoint such as `sign_raw_payload` accepts the type: `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD` in any version.
 * Underscores are ignored, because the API's names differ in whether one precedes a digit.
 */
function accepts(endpoint: string, type: string): boolean {
  const normalize = (text: string): string => text.replaceAll('_', '').toUpperCase()
  return (
    type.startsWith('ACTIVITY_TYPE_') &&
    normalize(type.replace(/_V\d+$/, '')) === normalize(`ACTIVITY_TYPE_${endpoint}`)
  )
}

function malformed(message: string): HandlerError {
  return new HandlerError('malformed_body', message)
}

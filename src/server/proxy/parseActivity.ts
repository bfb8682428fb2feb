import { isObject } from '../../client/guards.js'
import { parseObject } from '../../client/parseObject.js'
import { decodeUtf8 } from '../http/decodeUtf8.js'
import { hasDuplicateKeys } from '../http/hasDuplicateKeys.js'
import { Refusal } from '../http/Refusal.js'

/** What a client asks of the signer, for `authorize` to judge. */
export type ProxiedActivity = {
  /** Where it goes: `/public/v1/submit/sign_raw_payload`. */
  path: string
  /** `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2`; `undefined` for a query, which changes nothing. */
  type: string | undefined
  organizationId: string
  /** An activity's parameters, a query's whole body. */
  parameters: Readonly<Record<string, unknown>>
  /** The stamped text. */
  body: string
}

/**
 * Reads the stamped bytes; what is passed on is the bytes themselves.
 * @throws Refusal
 */
export function parseActivity(path: string, bytes: Uint8Array): ProxiedActivity {
  const body = decodeUtf8(bytes)
  const fields = body === undefined ? undefined : parseObject(body)
  if (body === undefined || fields === undefined) throw malformed('The body is not a JSON object in UTF-8.')
  if (hasDuplicateKeys(body, fields)) throw malformed('The body names a key twice.')
  const { organizationId, type, parameters = {} } = fields
  if (typeof organizationId !== 'string') throw malformed('The body has no organizationId.')
  const submitted = /^\/public\/v1\/submit\/([^/]+)$/.exec(path)?.[1]
  if (submitted === undefined) return { path, type: undefined, organizationId, parameters: fields, body }
  if (typeof type !== 'string' || !isTypeOf(submitted, type))
    throw malformed('The type of the activity does not fit the path.')
  if (!isObject(parameters)) throw malformed('The parameters are not an object.')
  return { path, type, organizationId, parameters, body }
}

/** `sign_raw_payload` takes `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD` and its versions. The wire is not of one mind on underscores before digits. */
function isTypeOf(name: string, type: string): boolean {
  const plain = (text: string): string => text.replaceAll('_', '').toUpperCase()
  return type.startsWith('ACTIVITY_TYPE_') && plain(type.replace(/_V\d+$/, '')) === plain(`ACTIVITY_TYPE_${name}`)
}

function malformed(message: string): Refusal {
  return new Refusal('malformed_body', message)
}

import { isObject } from '../../client/guards.js'
import { parseObject } from '../../client/parseObject.js'
import type { Stamp } from '../../wire/stamp.js'
import { decodeUtf8 } from '../http/decodeUtf8.js'
import { Refusal } from '../http/Refusal.js'
import { parseStamp } from './parseStamp.js'

/**
 * A signed request posted as JSON. Of its URL only the path counts: scheme, host, port, credentials, query are the client's, and are dropped.
 * @throws Refusal
 */
export function parseSignedRequest(bytes: Uint8Array): {
  pathname: string
  body: Uint8Array<ArrayBuffer>
  stamp: Stamp
} {
  const text = decodeUtf8(bytes)
  const { url, body, stamp } = (text === undefined ? undefined : parseObject(text)) ?? {}
  if (
    typeof url !== 'string' ||
    typeof body !== 'string' ||
    !isObject(stamp) ||
    typeof stamp.stampHeaderName !== 'string' ||
    typeof stamp.stampHeaderValue !== 'string'
  )
    throw malformed('Post a signed request: { url, body, stamp: { stampHeaderName, stampHeaderValue } }.')
  // A client whose URL is a path (`/api/signer`) signs with that.
  if (!URL.canParse(url, 'http://unused.invalid')) throw malformed('The url of the signed request is none.')
  const encoded = new TextEncoder().encode(body)
  // A lone surrogate has no UTF-8 form: these would not be the bytes that were stamped.
  if (decodeUtf8(encoded) !== body) throw malformed('The body of the signed request has no UTF-8 form.')
  return {
    pathname: new URL(url, 'http://unused.invalid').pathname,
    body: encoded,
    stamp: parseStamp(stamp.stampHeaderName, stamp.stampHeaderValue),
  }
}

function malformed(message: string): Refusal {
  return new Refusal('malformed_body', message)
}

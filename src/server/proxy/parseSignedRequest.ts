import { isObject } from '../../client/guards.js'
import { parseObject } from '../../client/parseObject.js'
import type { Stamp } from '../../wire/stamp.js'
import { decodeUtf8 } from '../http/decodeUtf8.js'
import { HandlerError } from '../http/HandlerError.js'
import { parseStamp } from './parseStamp.js'

/**
 * Parses a signed request that was posted as JSON. Only the path of its URL is used: the client must not choose the
 * upstream.
 *
 * @throws HandlerError
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
  // The URL is relative if the client's own is (`/api/signer`).
  if (!URL.canParse(url, 'http://unused.invalid')) throw malformed('The url of the signed request is not a URL.')
  const encoded = new TextEncoder().encode(body)
  // A lone surrogate would be replaced, and the bytes would differ from those that were stamped.
  if (decodeUtf8(encoded) !== body) throw malformed('The body of the signed request is not well-formed Unicode.')
  return {
    pathname: new URL(url, 'http://unused.invalid').pathname,
    body: encoded,
    stamp: parseStamp(stamp.stampHeaderName, stamp.stampHeaderValue),
  }
}

function malformed(message: string): HandlerError {
  return new HandlerError('malformed_body', message)
}

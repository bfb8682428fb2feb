import { HandlerError } from './HandlerError.js'

/**
 * Checks what the head of a request says about it: a `POST`, not encoded, and not too large. Without a stamp in a header,
 * only JSON is accepted, because browsers send it to another origin only after a CORS preflight, while a form on any page
 * can send other types. A header of ours forces that preflight by itself, and older official clients send `text/plain`.
 *
 * @throws HandlerError
 */
export function checkHeaders(
  request: Request,
  { maxBytes, hasStampHeader = false }: { maxBytes: number; hasStampHeader?: boolean },
): void {
  if (request.method !== 'POST')
    throw new HandlerError('method_not_allowed', 'Use POST.', { headers: { allow: 'POST' } })
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (!hasStampHeader && mediaType !== 'application/json')
    throw new HandlerError('unsupported_media_type', 'Send content-type: application/json.')
  // The stamp covers the bytes that were posted, so the body is never decoded.
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity')
    throw new HandlerError('unsupported_media_type', 'Send the body without a content-encoding.')
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw bodyTooLarge(maxBytes)
}

export function bodyTooLarge(maxBytes: number): HandlerError {
  return new HandlerError('body_too_large', `The body is larger than ${maxBytes} bytes.`)
}

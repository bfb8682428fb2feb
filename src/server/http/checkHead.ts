import { Refusal } from './Refusal.js'

/**
 * A POST of plain JSON that says nothing of being too large. JSON alone, because a browser sends that to another site
 * only after asking (CORS): a form on a foreign page cannot.
 * @throws Refusal
 */
export function checkHead(request: Request, maxBytes: number): void {
  if (request.method !== 'POST') throw new Refusal('method_not_allowed', 'Use POST.', { headers: { allow: 'POST' } })
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json')
    throw new Refusal('unsupported_media_type', 'Send content-type: application/json.')
  // The stamp is over the bytes that were posted, so they are never decoded.
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity')
    throw new Refusal('unsupported_media_type', 'Send the body without a content-encoding.')
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw bodyTooLarge(maxBytes)
}

export function bodyTooLarge(maxBytes: number): Refusal {
  return new Refusal('body_too_large', `The body may have ${maxBytes} bytes at most.`)
}

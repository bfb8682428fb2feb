const bodies = new WeakMap<Request, Uint8Array>()
const texts = new WeakMap<Response, string>()

/**
 * A server that has a body as bytes already says so, and whoever wants it in this process need not read it from a stream.
 */
export function handOverBody(request: Request, body: Uint8Array): Request {
  bodies.set(request, body)
  return request
}

export function handedOverBody(request: Request): Uint8Array | undefined {
  return bodies.get(request)
}

/** The same for the text of an answer. */
export function handOverText(response: Response, text: string): Response {
  texts.set(response, text)
  return response
}

export function handedOverText(response: Response): string | undefined {
  return texts.get(response)
}

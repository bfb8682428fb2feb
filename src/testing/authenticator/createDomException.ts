/** Creates what a browser throws. Where `DOMException` does not exist (React Native), an `Error` with the same name. */
export function createDomException(name: string, message: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name)
  return Object.assign(new Error(message), { name })
}

/** A prompt that was dismissed or timed out, or no matching passkey: browsers do not let a page tell these apart. */
export function createNotAllowedError(message: string): Error {
  return createDomException('NotAllowedError', message)
}

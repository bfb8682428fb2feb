/** What a browser throws; an `Error` of that name where the runtime has no `DOMException` (React Native). */
export function domException(name: string, message: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name)
  return Object.assign(new Error(message), { name })
}

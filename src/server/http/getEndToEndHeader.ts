/**
 * The value of a header; `null` if it is missing or a `Connection` header lists it, which means that it must not be
 * forwarded: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 *
 * Headers that are always hop-by-hop (`Keep-Alive`, `TE`, `Transfer-Encoding` and so on) are never requested here.
 */
export function getEndToEndHeader(headers: Headers, name: string): string | null {
  const options = (headers.get('connection') ?? '').split(',').map((option) => option.trim().toLowerCase())
  return options.includes(name.toLowerCase()) ? null : headers.get(name)
}

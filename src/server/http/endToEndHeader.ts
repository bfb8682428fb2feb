/**
 * A header's value, or `null` where it is missing or was meant for this connection alone: a `Connection` field names what an
 * intermediary must not pass on. Fields that are hop-by-hop by definition (`Keep-Alive`, `TE`, `Transfer-Encoding`, …) are never asked for here.
 * https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
export function endToEndHeader(headers: Headers, name: string): string | null {
  const options = (headers.get('connection') ?? '').split(',').map((option) => option.trim().toLowerCase())
  return options.includes(name.toLowerCase()) ? null : headers.get(name)
}

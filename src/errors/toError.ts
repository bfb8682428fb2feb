/** Whatever was thrown, as an Error: browser extensions and native modules throw strings and plain objects too. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(Object(thrown).message ?? thrown), { cause: thrown })
}

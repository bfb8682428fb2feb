/**
 * Converts what was thrown to an Error of the same name: browser extensions and native modules throw strings, plain objects
 * and errors of another realm.
 */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  const { message, name = 'Error' } = Object(thrown)
  return Object.assign(new Error(String(message ?? thrown), { cause: thrown }), { name: String(name) })
}

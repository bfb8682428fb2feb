import { toPlainText } from './toPlainText.js'

/**
 * Converts what was thrown to an Error that can be a `cause`. Browser extensions and native modules throw strings, plain
 * objects and errors of another realm. What a log should not show becomes an Error of the same name with a plain
 * message: a long text, control characters, and anything that a request threw, since it may carry the request.
 *
 * @param secrets - The body and the stamp of the request.
 */
export function toError(thrown: unknown, secrets: readonly string[] = []): Error {
  // In characters.
  const maxText = 5_000
  // What a terminal would obey, or a reader not see.
  const hidden = /[^\P{C}\s]/u
  try {
    const { message = thrown, name = 'Error', cause } = Object(thrown)
    const isShown = !secrets.length && `${message}`.length < maxText && !hidden.test(message)
    if (isShown && thrown instanceof Error) return thrown
    // Node says in the cause's message, or in its code, why a `fetch` failed, which is a TypeError by its specification.
    const reason = secrets.length && (cause?.message || cause?.code)
    const text = toPlainText(reason ? `${message}: ${reason}` : `${message}`, secrets)
    const error = new (thrown instanceof TypeError ? TypeError : Error)(text, isShown ? { cause: thrown } : undefined)
    return Object.assign(error, { name: toPlainText(`${name}`, secrets) })
  } catch {
    // It has no string form.
    return new Error('An unknown error was thrown.')
  }
}

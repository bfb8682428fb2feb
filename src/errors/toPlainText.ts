import { repeatsSecret } from './repeatsSecret.js'

/** Escape sequences of terminals, then what has no glyph: controls, marks that reverse text, lone surrogates. */
export const unprintable: RegExp = /[^\P{Cc}\s]\[[0-?]*[ -/]*[@-~]|[\p{C}\p{Zl}\p{Zp}]+/gu

/**
 * Converts text of another program to at most 500 printable characters on one line, for a message or a log. Words longer
 * than any identifier are left out, since they are data: a stamp, a body, their base64. So is text that is escaped letter by
 * letter. Anything but a string becomes empty.
 *
 * @param secrets - A request's body and stamp. Text that repeats a part of them is left out.
 */
export function toPlainText(text: unknown, secrets: readonly string[] = []): string {
  // More than a message shows, and few enough to compare with a large body. In characters.
  const maxRead = 2_000
  const start = typeof text === 'string' ? text.slice(0, maxRead) : ''
  if (repeatsSecret(start, secrets)) return 'The text repeats the request, so it is left out.'
  return start
    .replace(unprintable, ' ')
    .replace(/\S{72,}|((%|\\+u|&#)\w+;?\W?){6,}/g, ({ length }) => `[${length} characters]`)
    .trim()
    .slice(0, 500)
    .replace(/\p{Cs}$/u, '')
}

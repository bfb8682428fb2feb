/** A match this long is not an accident. In letters and digits. */
const size = 24

/** Something shorter would be found everywhere. */
const minSize = 8

/**
 * Ids, addresses, hashes and names of constants: a signer may name those of the request in its own words. As the source
 * of a regular expression.
 */
export const ids: string =
  '\\b([\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}|(0x|sha256:)?([\\da-fA-F]{40}|[\\da-f]{64}(..)?)|[A-Z]+(_[A-Z\\d]+)+)\\b'

/** Latin letters, which survive other escapes than those of an alphabet that is escaped as a whole, then all letters. */
const alphabets = [/[^a-z\d|]/gi, /[^\p{L}\p{N}|]/gu]

/** Whether a text repeats a part of a secret, unchanged or escaped for JSON, a URL or HTML. */
export function repeatsSecret(text: string, secrets: readonly string[]): boolean {
  return alphabets.some((others) => {
    const letters = toLetters(text, others)
    // Ids and names of constants have none, so that the secrets are not read for the usual answer.
    return (
      letters.length >= minSize &&
      secrets.some((each) => {
        const secret = toLetters(each, others)
        const length = Math.max(minSize, Math.min(size, secret.length))
        const pieces = new Set<string>()
        for (let at = length; at <= letters.length; at++) pieces.add(letters.slice(at - length, at))
        // A look-up for each piece: to search the secret for each would take seconds where both repeat themselves.
        for (let at = length; at <= secret.length; at++) if (pieces.has(secret.slice(at - length, at))) return true
        return false
      })
    )
  })
}

/** Leaves letters and digits, so that other quotes, spaces and escapes make no difference. An id becomes one sign. */
function toLetters(text: string, others: RegExp): string {
  return text
    .replace(/%(25)*..|&#?\w+;|\\+(u....|[nrt])/g, ' ')
    .replace(new RegExp(ids, 'g'), '|')
    .replace(others, '')
    .toLowerCase()
}

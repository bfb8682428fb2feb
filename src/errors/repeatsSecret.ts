/** A longer match is no accident. In letters and digits. */
const size = 24

/** Whether a text repeats a part of a secret, unchanged or escaped for JSON, a URL or HTML. */
export function repeatsSecret(text: string, secrets: readonly string[]): boolean {
  const letters = toLetters(text)
  return secrets.map(toLetters).some((secret) => {
    // Something shorter would be found everywhere.
    const length = Math.max(8, Math.min(size, secret.length))
    for (let at = length; at <= letters.length; at++) if (secret.includes(letters.slice(at - length, at))) return true
    return false
  })
}

/**
 * Leaves letters and digits, so that other quotes, spaces and escapes make no difference. Ids, addresses, hashes and names
 * of constants become one sign: a signer may name those of the request in its own words.
 */
function toLetters(text: string): string {
  return text
    .replace(/%(25)*..|&\w+;/g, ' ')
    .replace(
      /\b([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|(0x|sha256:)?([\da-fA-F]{40}|[\da-f]{64}(..)?)|[A-Z]+(_[A-Z\d]+)+)\b/g,
      '|',
    )
    .replace(/[^a-z\d|]/gi, '')
    .toLowerCase()
}

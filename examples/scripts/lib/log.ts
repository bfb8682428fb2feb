/** Prints a line for a person to stderr. Never pass a secret. */
export function log(text: string): void {
  // Messages of a signer or a node may contain control characters that a terminal would obey.
  process.stderr.write(`${text.replaceAll(/[^\P{Cc}\n]/gu, '')}\n`)
}

/**
 * Makes all spellings of a key equal that a JSON parser may take for the same field: `expirationSeconds`,
 * `expiration_seconds` (https://protobuf.dev/programming-guides/json/) and any other case (https://pkg.go.dev/encoding/json,
 * which folds `ſ` to `s` and the Kelvin sign to `k`, too).
 */
export function normalizeKey(key: string): string {
  return key.normalize('NFKC').replaceAll('_', '').toUpperCase()
}

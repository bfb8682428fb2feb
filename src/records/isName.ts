/**
 * Whether the sign-up handler takes a name of a user or a passkey. 255 characters are the signer's limit. Which of them it
 * accepts is not documented; this refuses what no system accepts.
 */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 255 && !/\p{Cc}/u.test(value)
}

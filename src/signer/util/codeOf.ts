/** An error's code. In Jest, the errors of Node's modules are of another realm, where `instanceof Error` fails. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

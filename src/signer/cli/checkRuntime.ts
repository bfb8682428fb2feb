/**
 * The message for a version of Node that is too old; `undefined` if it is not. Before 22.16, `node:sqlite` ignores its
 * busy timeout and reports less about errors.
 */
export function checkRuntime(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 16)) return undefined
  return `passkey-signer needs Node 22.16 or newer; this is Node ${version}.`
}

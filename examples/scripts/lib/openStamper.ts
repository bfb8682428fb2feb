import { apiKeyStamper, type PasskeyWallet, type Stamper, webAuthnStamper } from 'viem-passkey-account'
import { InputError, RefusedError } from './errors.ts'
import { readSecret } from './files.ts'
import { logIn } from './logIn.ts'
import { openPasskeyFile } from './openPasskeyFile.ts'

/**
 * Opens what STAMPER names. docs/scripts.md says which one to use when.
 *
 * @param value `session`, `api-key:<file>` or `passkey:<file>`.
 */
export async function openStamper(
  value: string,
  target: { url: string; wallet: Pick<PasskeyWallet, 'organizationId' | 'userId'> },
): Promise<Stamper> {
  if (value === 'session') return logIn(target)
  const [, kind, file = ''] = /^(api-key|passkey):(.+)$/.exec(value) ?? []
  if (kind === 'api-key') return openApiKey(file)
  if (kind === 'passkey') {
    const { passkey, rpId } = openPasskeyFile(file)
    return webAuthnStamper({ rpId, getFn: passkey.getFn })
  }
  throw new InputError(`STAMPER must be session, api-key:<file> or passkey:<file>, not ${JSON.stringify(value)}.`)
}

/** Opens an API key from a file that only its owner can read. */
export function openApiKey(file: string): Stamper {
  const { publicKey, privateKey, expiresAt } = readSecret(file, ['publicKey', 'privateKey'])
  if (typeof expiresAt === 'string' && Date.now() >= Date.parse(expiresAt))
    throw new RefusedError(`The API key in ${file} expired at ${expiresAt}. Create a new one with createApiKey.ts.`)
  return apiKeyStamper({ publicKey, privateKey })
}

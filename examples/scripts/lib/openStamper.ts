import { apiKeyStamper, type PasskeyWallet, type Stamper, webAuthnStamper } from 'viem-passkey-account'
import { InputError, RefusedError } from './errors.ts'
import { readSecret } from './files.ts'
import { logIn } from './logIn.ts'
import { openPasskeyFile } from './passkeyFile.ts'

/**
 * The three ways to vouch for a request from a script; docs/scripts.md tells which one is for what.
 *
 * @param way `session`, `api-key:<file>` or `passkey:<file>`.
 */
export async function openStamper(
  way: string,
  target: { url: string | undefined; wallet: Pick<PasskeyWallet, 'organizationId' | 'userId'> },
): Promise<Stamper> {
  if (way === 'session') return logIn(target)
  const [, kind, file = ''] = /^(api-key|passkey):(.+)$/.exec(way) ?? []
  if (kind === 'api-key') return openApiKey(file)
  if (kind === 'passkey') {
    const { passkey, rpId } = openPasskeyFile(file)
    return webAuthnStamper({ rpId, getFn: passkey.getFn })
  }
  throw new InputError(`STAMPER is session, api-key:<file> or passkey:<file>, not ${JSON.stringify(way)}.`)
}

/** An API key from a file that only its owner can read. */
export function openApiKey(file: string): Stamper {
  const { publicKey, privateKey, expiresAt } = readSecret(file, ['publicKey', 'privateKey'])
  if (typeof expiresAt === 'string' && Date.now() >= Date.parse(expiresAt))
    throw new RefusedError(`The API key in ${file} ended at ${expiresAt}. Make a new one with createApiKey.ts.`)
  return apiKeyStamper({ publicKey, privateKey })
}

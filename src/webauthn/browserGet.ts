import type { AuthenticationResponseJSON } from '@simplewebauthn/browser'
import { toBase64Url, toBytes } from '../crypto/base64Url.js'
import { type BrowserCredential, type GetFn, runBrowserCeremony, toDescriptor } from './ceremonies.js'

/** Runs the browser's authentication ceremony. */
export const browserGet: GetFn = async ({ challenge, allowCredentials = [], ...options }, { signal }) => {
  const publicKey = {
    ...options,
    challenge: toBytes(challenge).buffer,
    allowCredentials: allowCredentials.map(toDescriptor),
  }
  return toAssertion(await runBrowserCeremony('get', publicKey, signal))
}

/** Converts what the browser returned to WebAuthn's JSON. */
export function toAssertion({ rawId, response }: BrowserCredential): AuthenticationResponseJSON {
  const id = toBase64Url(rawId)
  return {
    id,
    rawId: id,
    response: {
      authenticatorData: toBase64Url(response?.authenticatorData),
      clientDataJSON: toBase64Url(response?.clientDataJSON),
      signature: toBase64Url(response?.signature),
      userHandle: toBase64Url(response?.userHandle || ''),
    },
    type: 'public-key',
    clientExtensionResults: {},
  }
}

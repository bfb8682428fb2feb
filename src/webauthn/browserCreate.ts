import { toBase64Url, toBytes } from '../crypto/base64Url.js'
import { type BrowserCredential, type CreateFn, runBrowserCeremony, toDescriptor } from './ceremonies.js'

/** Runs the browser's registration ceremony. */
export const browserCreate: CreateFn = async ({ challenge, user, excludeCredentials = [], ...options }, { signal }) => {
  const publicKey = {
    ...options,
    challenge: toBytes(challenge).buffer,
    user: { ...user, id: toBytes(user.id).buffer },
    excludeCredentials: excludeCredentials.map(toDescriptor),
  }
  const { rawId, response } = await runBrowserCeremony('create', publicKey, signal)
  return {
    id: toBase64Url(rawId),
    rawId: toBase64Url(rawId),
    response: {
      attestationObject: toBase64Url(response?.attestationObject),
      clientDataJSON: toBase64Url(response?.clientDataJSON),
      transports: readTransports(response),
    },
    type: 'public-key',
    clientExtensionResults: {},
  }
}

/** Transports are hints for later prompts: the registration does not fail without them. */
function readTransports(response: BrowserCredential['response']) {
  try {
    return response?.getTransports?.() ?? []
  } catch {
    return []
  }
}

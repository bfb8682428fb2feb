import { base64URLStringToBuffer } from '@simplewebauthn/browser'
import { askBrowser, type BrowserCredential, type CreateFn, toDescriptor, toText } from './ceremonies.js'

/** The browser's registration ceremony. */
export const browserCreate: CreateFn = async ({ challenge, user, excludeCredentials = [], ...options }, { signal }) => {
  const publicKey = {
    ...options,
    challenge: base64URLStringToBuffer(challenge),
    user: { ...user, id: base64URLStringToBuffer(user.id) },
    excludeCredentials: excludeCredentials.map(toDescriptor),
  }
  const { rawId, response } = await askBrowser('create', publicKey, signal)
  return {
    id: toText(rawId),
    rawId: toText(rawId),
    response: {
      attestationObject: toText(response?.attestationObject),
      clientDataJSON: toText(response?.clientDataJSON),
      transports: readTransports(response),
    },
    type: 'public-key',
    clientExtensionResults: {},
  }
}

/** Hints for later prompts, and not worth failing for. */
function readTransports(response: BrowserCredential['response']) {
  try {
    return response?.getTransports?.() ?? []
  } catch {
    return []
  }
}

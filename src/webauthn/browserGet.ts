import { base64URLStringToBuffer } from '@simplewebauthn/browser'
import { askBrowser, type GetFn, toDescriptor, toText } from './ceremonies.js'

/** The browser's authentication ceremony. */
export const browserGet: GetFn = async ({ challenge, allowCredentials = [], ...options }, { signal }) => {
  const publicKey = {
    ...options,
    challenge: base64URLStringToBuffer(challenge),
    allowCredentials: allowCredentials.map(toDescriptor),
  }
  const { rawId, response } = await askBrowser('get', publicKey, signal)
  return {
    id: toText(rawId),
    rawId: toText(rawId),
    response: {
      authenticatorData: toText(response?.authenticatorData),
      clientDataJSON: toText(response?.clientDataJSON),
      signature: toText(response?.signature),
    },
    type: 'public-key',
    clientExtensionResults: {},
  }
}

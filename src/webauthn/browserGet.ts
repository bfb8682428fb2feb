import { toBase64Url, toBytes } from '../crypto/base64Url.js'
import { type GetFn, runBrowserCeremony, toDescriptor } from './ceremonies.js'

/** Runs the browser's authentication ceremony. */
export const browserGet: GetFn = async ({ challenge, allowCredentials = [], ...options }, { signal }) => {
  const publicKey = {
    ...options,
    challenge: toBytes(challenge).buffer,
    allowCredentials: allowCredentials.map(toDescriptor),
  }
  const { rawId, response } = await runBrowserCeremony('get', publicKey, signal)
  return {
    id: toBase64Url(rawId),
    rawId: toBase64Url(rawId),
    response: {
      authenticatorData: toBase64Url(response?.authenticatorData),
      clientDataJSON: toBase64Url(response?.clientDataJSON),
      signature: toBase64Url(response?.signature),
    },
    type: 'public-key',
    clientExtensionResults: {},
  }
}

import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { TurnkeyClient as HttpClient } from '@turnkey/http'
import { Turnkey, type TurnkeyApiClient } from '@turnkey/sdk-server'
import type { KeyPair } from '../signer/testClient.js'

/** The official server client, with an API key. */
export const serverOf = (
  apiBaseUrl: string,
  { publicKey, privateKey }: KeyPair,
  defaultOrganizationId: string,
): TurnkeyApiClient =>
  new Turnkey({
    apiBaseUrl,
    apiPublicKey: publicKey,
    apiPrivateKey: privateKey,
    defaultOrganizationId,
    activityPoller: { intervalMs: 1, numRetries: 2 },
  }).apiClient()

/** The official HTTP client, with an API key. */
export const httpOf = (baseUrl: string, { publicKey, privateKey }: KeyPair): HttpClient =>
  new HttpClient({ baseUrl }, new ApiKeyStamper({ apiPublicKey: publicKey, apiPrivateKey: privateKey }))

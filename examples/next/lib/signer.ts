import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'

const { API_PUBLIC_KEY = '', API_PRIVATE_KEY = '' } = process.env

export const { SIGNER_URL, ORGANIZATION_ID = '' } = process.env

/** The signer, with this server's API key. Import it in route handlers only. */
export const server = createSignerClient({
  url: SIGNER_URL,
  stamper: apiKeyStamper({ publicKey: API_PUBLIC_KEY, privateKey: API_PRIVATE_KEY }),
})

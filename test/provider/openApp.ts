import { mainnet } from 'viem/chains'
import { apiKeyStamper, createSignerClient, type FetchFn } from 'viem-passkey-account'
import { createProvider, type PasskeyProvider, passkeyWallet } from 'viem-passkey-account/provider'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'
import { onTestFinished } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { createStorage } from './openProvider.js'

/** A page load. */
export type Page = {
  provider: PasskeyProvider
  wallet: passkeyWallet.ReturnType
  send: (method: string, params?: unknown) => Promise<unknown>
  connect: (capabilities?: object) => Promise<string[]>
}

/** An app with a signer, a sign-up handler and a user with an authenticator. */
export async function openApp(parameters: Partial<passkeyWallet.Parameters> = {}) {
  const clock = { ms: Date.now() }
  const now = () => clock.ms
  const signer = await createLocalSigner({ now })
  onTestFinished(signer.close)
  const { organizationId } = signer
  const server = createSignerClient({
    url: 'https://signer.test',
    fetchFn: signer.fetch,
    stamper: apiKeyStamper(signer.apiKey),
    now,
  })
  const handler = createSignUpHandler({ client: server, organizationId })
  const network = { isDown: false, requests: [] as string[], onRequest: (_count: number): void => undefined }
  const fetchFn: FetchFn = async (request) => {
    network.requests.push(new URL(request.url).pathname)
    network.onRequest(network.requests.length)
    if (network.isDown) throw new TypeError('Failed to fetch')
    return request.url.startsWith('https://app.test') ? handler(request) : signer.fetch(request)
  }
  const client = createSignerClient({ url: 'https://signer.test', fetchFn, now, pollingInterval: 1 })
  const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const storage = createStorage()
  const sessionStorage = createSessionStorage()
  /** A page load. */
  const open = (
    { approve, ...more }: Partial<passkeyWallet.Parameters> & Pick<createProvider.Parameters, 'approve'> = {},
    user: VirtualPasskey = passkey,
  ): Page => {
    const wallet = passkeyWallet({
      rp: { id: 'localhost', name: 'Example' },
      organizationId,
      client,
      signUp: { url: 'https://app.test/api/sign-up' },
      storage,
      createFn: user.createFn,
      getFn: user.getFn,
      fetchFn,
      ...parameters,
      ...more,
    })
    const provider = createProvider({ chains: [mainnet], storage, approve, ...wallet })
    const send = (method: string, params?: unknown): Promise<unknown> =>
      provider.request({ method, ...(params !== undefined && { params }) } as never)
    return {
      provider,
      wallet,
      send,
      connect: async (capabilities) => {
        const { accounts } = (await send('wallet_connect', [{ version: '1', capabilities }])) as {
          accounts: { address: string }[]
        }
        return accounts.map(({ address }) => address)
      },
    }
  }
  const types = () => passkey.prompts.map(({ type }) => type)
  return {
    clock,
    signer,
    server,
    client,
    network,
    passkey,
    storage,
    sessionStorage,
    open,
    types,
    organizationId,
    fetchFn,
  }
}

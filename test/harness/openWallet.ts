import type { Hex, NonceManager } from 'viem'
import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  type FetchFn,
  type PasskeyAccount,
  type PasskeyWallet,
  type SignerClient,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'

export type OpenWallet = {
  signer: LocalSigner
  passkey: VirtualPasskey
  /** Stamps with the passkey. */
  client: SignerClient
  /** Stamps with the parent's API key. Never behind the wrapper. */
  parentClient: SignerClient
  /** The passkey's sub-organization, and the wallet that was made with it. */
  wallet: PasskeyWallet
  /** Of the imported key when one was given, else of the wallet. */
  account: PasskeyAccount
  /** Puts a key into the sub-organization; the account is the passkey's for it. */
  importAccount(
    privateKey: Hex,
    options?: openWallet.AccountOptions,
  ): Promise<{ account: PasskeyAccount; privateKeyId: string }>
  /** How many times the user has been asked to sign. */
  prompts(): number
  close(): Promise<void>
}

/**
 * A wallet with everything behind it real: a local signer in this process, a virtual passkey, its sub-organization.
 *
 * @param parameters.privateKey Imported into the sub-organization; `account` is then its account.
 * @param parameters.wrap Put between the passkey's client and the signer.
 * @param parameters.now The clock of the signer and of both clients, milliseconds since the epoch.
 * @param parameters.http Whether the signer is reached over HTTP.
 * @param parameters.faults Whether the signer takes faults.
 *
 * @example
 * const { account, close } = await openWallet()
 * afterAll(close)
 */
export async function openWallet(parameters: openWallet.Parameters = {}): Promise<OpenWallet> {
  const { privateKey, wrap = (fetchFn) => fetchFn, now, http = false, faults = false } = parameters
  const { pollingInterval, nonceManager } = parameters
  const rpId = 'localhost'
  const ownFaults: unknown[] = []
  const signer = await createLocalSigner({ now, faults, onError: (error) => ownFaults.push(error) })
  const server = http ? await listen(signer) : undefined
  const url = server?.url ?? 'http://signer.test'
  const direct: FetchFn = server ? (request) => fetch(request) : signer.fetch
  const passkey = createVirtualPasskey({ rpId, origin: 'http://localhost' })
  const parentClient = createSignerClient({ url, now, fetchFn: direct, stamper: apiKeyStamper(signer.apiKey) })
  const client = createSignerClient({
    url,
    now,
    pollingInterval,
    fetchFn: wrap(direct),
    stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }),
  })

  const wallet = await createSubOrganization(parentClient, {
    organizationId: signer.organizationId,
    passkey: await createPasskey({
      rp: { id: rpId, name: 'Tests' },
      user: { name: 'anna@example.com' },
      createFn: passkey.createFn,
    }),
    userName: 'anna@example.com',
  })
  const { organizationId } = wallet

  const importAccount: OpenWallet['importAccount'] = async (key, options = {}) => {
    const { address, privateKeyId } = await signer.importPrivateKey({ organizationId, privateKey: key })
    return { account: createPasskeyAccount({ client, organizationId, address, ...options }), privateKeyId }
  }

  return {
    signer,
    passkey,
    client,
    parentClient,
    wallet,
    account: privateKey
      ? (await importAccount(privateKey, { nonceManager })).account
      : createPasskeyAccount({ client, ...wallet, nonceManager }),
    importAccount,
    prompts: () => passkey.prompts.filter(({ type }) => type === 'get').length,
    async close() {
      await server?.close()
      await signer.close()
      if (ownFaults.length > 0) throw new AggregateError(ownFaults, 'The signer had faults of its own.')
    },
  }
}

export declare namespace openWallet {
  type Parameters = {
    privateKey?: Hex | undefined
    wrap?: ((fetchFn: FetchFn) => FetchFn) | undefined
    now?: (() => number) | undefined
    http?: boolean | undefined
    faults?: boolean | undefined
    pollingInterval?: number | undefined
    nonceManager?: NonceManager | undefined
  }
  type AccountOptions = Partial<Omit<createPasskeyAccount.Parameters, 'client' | 'organizationId'>>
}

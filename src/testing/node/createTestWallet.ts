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
import { type ApiKeyPair, createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'

/** A user's wallet and everything behind it. */
export type TestWallet = {
  signer: LocalSigner & {
    /** Where a page reaches it; only with `http: true`. */
    url: string | undefined
  }
  /** The app's own, with the key of its server. */
  organization: {
    organizationId: string
    apiKey: ApiKeyPair
    /** Stamps with that key. */
    client: SignerClient
  }
  /** The user's. Its `next` says what they do at the next prompt. */
  passkey: VirtualPasskey
  wallet: PasskeyWallet
  /** Stamps with the passkey. */
  client: SignerClient
  /** Of `wallet`, or of the private key that was given. */
  account: PasskeyAccount
  /** How many times the user has been asked to sign. */
  prompts(): number
  /** Ends the signer. Rejects when the signer had a fault of its own meanwhile, one that nobody planned. */
  close(): Promise<void>
}

/**
 * A user's wallet for a test, every part of it real and in this process: a local signer that takes faults, a virtual passkey, its
 * sub-organization, a client, the account. Nothing is shared with other tests. No port is opened unless you ask for one.
 *
 * Clocks that a test puts in the place of `Date` and `setTimeout` count for client and signer alike.
 *
 * @param parameters.now The time of signer and clients, milliseconds since the epoch; `Date.now()` of the moment unless given.
 * @param parameters.privateKey Hex with 0x. Imported into the sub-organization, and `account` is its account.
 * @param parameters.wrap Comes between the passkey's client and the signer: counts requests, changes answers.
 * @param parameters.http Whether the signer is reached over HTTP, on a free port.
 * @param parameters.pollingInterval Of both clients, in milliseconds; 1 unless given.
 * @param parameters.nonceManager Of the account.
 * @param parameters.passkey What {@link createVirtualPasskey} takes; RP ID `localhost` and origin `http://localhost` unless given. An origin
 *   of its own is the one that the signer takes, unless `signer` has `origins`.
 * @param parameters.signer What {@link createLocalSigner} takes, its time apart: that is `now`, for all of them.
 *
 * @throws What {@link createLocalSigner}, {@link createVirtualPasskey} and {@link createSubOrganization} throw.
 *
 * @example
 * const { account, passkey, close } = await createTestWallet()
 * afterAll(close)
 */
export async function createTestWallet(
  parameters: createTestWallet.Parameters = {},
): Promise<createTestWallet.ReturnType> {
  const { now = () => Date.now(), privateKey, wrap = (fetchFn) => fetchFn, http = false } = parameters
  const { pollingInterval = 1, nonceManager } = parameters
  const ownFaults: unknown[] = []
  const onError = (error: unknown): void => {
    ownFaults.push(error)
    parameters.signer?.onError?.(error)
  }
  const { origin } = parameters.passkey ?? {}
  const origins = origin === undefined ? undefined : [origin]
  const signer = await createLocalSigner({ faults: true, origins, ...parameters.signer, now, onError })
  const closing = [signer.close]
  const close = async (): Promise<void> => {
    // What does not close keeps nothing else open.
    for (const end of closing.splice(0).reverse()) await end().catch(onError)
    if (ownFaults.length > 0) throw new AggregateError(ownFaults, 'The signer had faults of its own.')
  }
  try {
    const server = http ? await listen(signer) : undefined
    if (server) closing.push(server.close)
    const direct: FetchFn = server ? (request) => fetch(request) : signer.fetch
    const shared = { url: server?.url ?? 'http://signer.test', now, pollingInterval }

    const rpId = parameters.passkey?.rpId ?? 'localhost'
    const passkey = createVirtualPasskey({ origin: 'http://localhost', ...parameters.passkey, rpId })
    const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
    const client = createSignerClient({ ...shared, fetchFn: wrap(direct), stamper })
    const { apiKey, organizationId } = signer
    const parent = createSignerClient({ ...shared, fetchFn: direct, stamper: apiKeyStamper(apiKey) })

    const userName = 'anna@example.com'
    const wallet = await createSubOrganization(parent, {
      organizationId,
      passkey: await createPasskey({ rp: { id: rpId }, user: { name: userName }, createFn: passkey.createFn }),
      userName,
    })
    const imported = privateKey
      ? await signer.importPrivateKey({ organizationId: wallet.organizationId, privateKey })
      : undefined
    return {
      signer: { ...signer, url: server?.url },
      organization: { organizationId, apiKey, client: parent },
      passkey,
      wallet,
      client,
      account: createPasskeyAccount({
        client,
        organizationId: wallet.organizationId,
        ...(imported ? { address: imported.address } : { address: wallet.address, publicKey: wallet.publicKey }),
        nonceManager,
      }),
      prompts: () => passkey.prompts.filter(({ type }) => type === 'get').length,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

export declare namespace createTestWallet {
  type Parameters = {
    now?: (() => number) | undefined
    privateKey?: Hex | undefined
    wrap?: ((fetchFn: FetchFn) => FetchFn) | undefined
    http?: boolean | undefined
    pollingInterval?: number | undefined
    nonceManager?: NonceManager | undefined
    passkey?: Partial<createVirtualPasskey.Parameters> | undefined
    signer?: Omit<createLocalSigner.Parameters, 'now'> | undefined
  }
  type ReturnType = TestWallet
  type ErrorType = createVirtualPasskey.ErrorType | createSubOrganization.ErrorType
}

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
import { assertEnvironment } from './assertEnvironment.js'
import type { TestEnvironmentError } from './TestEnvironmentError.js'

/** A user's wallet, and everything behind it. */
export type TestWallet = {
  /** The local signer. */
  signer: LocalSigner & {
    /** URL of the signer with `http: true`, else `undefined`. */
    url: string | undefined
  }
  /** The app's organization, in which the user's is a sub-organization. */
  organization: {
    /** Organization id. */
    organizationId: string
    /** API key of the app's server. */
    apiKey: ApiKeyPair
    /** Client that stamps with `apiKey`. */
    client: SignerClient
  }
  /** The user's passkey. Its `next` sets what the user does at the next prompt. */
  passkey: VirtualPasskey
  /** The user's wallet, as returned by sign-up. */
  wallet: PasskeyWallet
  /** Client that stamps with the passkey. */
  client: SignerClient
  /** Account of `wallet`, or of `privateKey` if that was passed. */
  account: PasskeyAccount
  /** Number of prompts to sign so far. */
  prompts(): number
  /** Stops the signer. Rejects if the signer had an internal error that was not a planned fault. */
  close(): Promise<void>
}

/**
 * Creates a wallet for a test, with a local signer that accepts faults, a virtual passkey, a sub-organization, a client
 * and the account. All of it is real and runs in this process. It shares nothing with other tests, and opens a port
 * only with `http: true`.
 *
 * Fake timers apply to client and signer alike.
 *
 * @throws TestEnvironmentError, and what {@link createLocalSigner}, {@link createVirtualPasskey} and {@link createSubOrganization} throw.
 *
 * @example
 * ```ts
 * import { createTestWallet } from 'viem-passkey-account/testing/node'
 * import { afterAll } from 'vitest'
 *
 * const { account, passkey, close } = await createTestWallet()
 * afterAll(close)
 * ```
 */
export async function createTestWallet(
  parameters: createTestWallet.Parameters = {},
): Promise<createTestWallet.ReturnType> {
  const { now = () => Date.now(), privateKey, wrap = (fetchFn) => fetchFn, http = false } = parameters
  const { pollingInterval = 1, nonceManager } = parameters
  const signerErrors: unknown[] = []
  const onError = (error: unknown): void => {
    signerErrors.push(error)
    parameters.signer?.onError?.(error)
  }
  const { origin } = parameters.passkey ?? {}
  const origins = origin === undefined ? undefined : [origin]
  const signer = await createLocalSigner({ faults: true, origins, ...parameters.signer, now, onError })
  const cleanups = [signer.close]
  const close = async (): Promise<void> => {
    // One that fails does not keep the others from running.
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup().catch(onError)
    if (signerErrors.length > 0) throw new AggregateError(signerErrors, 'The signer had internal errors.')
  }
  try {
    // After the signer, which says better what an old runtime lacks.
    assertEnvironment({ http })
    const server = http ? await listen(signer) : undefined
    if (server) cleanups.push(server.close)
    const fetchFn: FetchFn = server ? (request) => fetch(request) : signer.fetch
    const { trustedKeys } = signer
    const shared = { url: server?.url ?? 'http://signer.localhost', trustedKeys, now, pollingInterval }

    const rpId = parameters.passkey?.rpId ?? 'localhost'
    const passkey = createVirtualPasskey({ origin: 'http://localhost', ...parameters.passkey, rpId })
    const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
    const client = createSignerClient({ ...shared, fetchFn: wrap(fetchFn), stamper })
    const { apiKey, organizationId } = signer
    const organizationClient = createSignerClient({ ...shared, fetchFn, stamper: apiKeyStamper(apiKey) })

    const userName = 'anna@example.com'
    const wallet = await createSubOrganization(organizationClient, {
      organizationId,
      passkey: await createPasskey({ rp: { id: rpId }, user: { name: userName }, createFn: passkey.createFn }),
      userName,
    })
    const imported = privateKey
      ? await signer.importPrivateKey({ organizationId: wallet.organizationId, privateKey })
      : undefined
    return {
      signer: { ...signer, url: server?.url },
      organization: { organizationId, apiKey, client: organizationClient },
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
    /**
     * The current time for signer and clients, in milliseconds since the epoch.
     * @default Date.now, looked up at each call
     */
    now?: (() => number) | undefined
    /** Private key, hex with 0x. It is imported into the sub-organization, and `account` is its account. */
    privateKey?: Hex | undefined
    /**
     * Wraps the function that sends requests of `client`, to count them or to change responses.
     * @default (fetchFn) => fetchFn
     */
    wrap?: ((fetchFn: FetchFn) => FetchFn) | undefined
    /**
     * Whether the signer listens on a free port and clients reach it over HTTP.
     * @default false
     */
    http?: boolean | undefined
    /**
     * First pause between two requests for an unfinished activity, in milliseconds, for both clients.
     * @default 1
     */
    pollingInterval?: number | undefined
    /** Nonce manager of `account`. */
    nonceManager?: NonceManager | undefined
    /**
     * Parameters of `createVirtualPasskey`. The signer accepts `origin`, unless `signer.origins` is set.
     * @default { rpId: 'localhost', origin: 'http://localhost' }
     */
    passkey?: Partial<createVirtualPasskey.Parameters> | undefined
    /**
     * Parameters of `createLocalSigner`, except `now`.
     * @default { faults: true }
     */
    signer?: Omit<createLocalSigner.Parameters, 'now'> | undefined
  }
  type ReturnType = TestWallet
  type ErrorType = createVirtualPasskey.ErrorType | createSubOrganization.ErrorType | TestEnvironmentError
}

import { importPrivateKey } from './activities/shared/importPrivateKey.js'
import { establishIdentity, hasIdentity } from './auth/identity/establishIdentity.js'
import { establishSignerKey } from './auth/identity/establishSignerKey.js'
import { trackShownKey } from './auth/identity/shownKeys.js'
import { originPolicy } from './auth/stamps/originPolicy.js'
import type { SignerContext } from './context.js'
import {
  type SignerDatabaseError,
  type SignerMasterKeyError,
  type SignerOptionError,
  SignerRuntimeError,
} from './errors.js'
import { addFault } from './faults/addFault.js'
import { createSignerFaults } from './faults/createSignerFaults.js'
import { handleRequest } from './handleRequest.js'
import { createAnswers } from './http/createAnswers.js'
import { createFetch } from './http/createFetch.js'
import { setHandler } from './http/handlers.js'
import { toAnswerBody } from './http/toAnswerBody.js'
import { createSealer } from './keys/createSealer.js'
import { loadMasterKey } from './keys/loadMasterKey.js'
import { loadSignDigest } from './keys/loadSignDigest.js'
import type { LocalSigner } from './localSigner.js'
import { createCoverage } from './policyEngine/createCoverage.js'
import { createPolicyCache } from './policyEngine/createPolicyCache.js'
import { explainActivity } from './policyEngine/explainActivity.js'
import type { Handler } from './protocol/messages.js'
import { WireError } from './protocol/WireError.js'
import { createConsoleReader } from './queries/createConsoleReader.js'
import { createStore } from './store/createStore.js'
import { toDatabaseError } from './store/databaseError.js'
import { checkRuntime } from './util/checkRuntime.js'
import { createClock } from './util/createClock.js'
import { createFeed } from './util/createFeed.js'
import { createUuidV7 } from './util/createUuidV7.js'
import { realPath } from './util/realPath.js'

/**
 * Creates a signer in this process that speaks Turnkey's wire: for development, CI, demos and staging.
 *
 * It is not an enclave. Anyone who has its process, or its database and master key, has its keys.
 *
 * @example
 * ```ts
 * import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
 * import { createLocalSigner } from 'viem-passkey-account/signer'
 *
 * const signer = await createLocalSigner()
 * const client = createSignerClient({
 *   url: 'http://signer.local',
 *   fetchFn: signer.fetch,
 *   stamper: apiKeyStamper(signer.apiKey),
 * })
 * ```
 */
export async function createLocalSigner(parameters: createLocalSigner.Parameters = {}): Promise<LocalSigner> {
  const { masterKey = process.env.PASSKEY_SIGNER_MASTER_KEY, onError = console.error } = parameters
  const problem = checkRuntime()
  if (problem !== undefined) throw new SignerRuntimeError(problem)
  const now = createClock(parameters.now ?? (() => Date.now()))
  const startMs = now()
  const { database: given = ':memory:' } = parameters
  const inMemory = given === ':memory:'
  // The lock and the master key belong to the file, and not to one of its names.
  const database = inMemory ? given : realPath(given)
  const origins = originPolicy(parameters.origins)
  const signDigest = await loadSignDigest()
  const store = createStore(database)
  try {
    const sealer = createSealer(loadMasterKey(database, inMemory ? undefined : masterKey, hasIdentity(store)))
    const { organizationId, apiKey } = establishIdentity(store, {
      sealer,
      organizationId: parameters.organizationId,
      apiKey: parameters.apiKey,
      inMemory,
      nowMs: startMs,
    })
    const signerKey = establishSignerKey(store, { sealer, inMemory })
    const feed = createFeed()
    const answers = createAnswers()
    const context: SignerContext = {
      store,
      inMemory,
      sealer,
      signDigest,
      signerKey,
      policyCache: createPolicyCache(store),
      origins,
      uniquePasskeys: parameters.uniquePasskeys === true,
      now,
      newId: createUuidV7(now),
      answers,
      feed,
      onError,
    }
    const coverage = createCoverage(context)
    const faults = parameters.faults === true ? createSignerFaults(context, coverage.read) : undefined
    const handle: Handler = faults === undefined ? (request) => handleRequest(context, request) : faults.handle
    // Most signers never show their page, so it is loaded when first asked for.
    const page = once(async () => {
      const { createConsole } = await import('../console/server/createConsole.js')
      return createConsole(createConsoleReader(context, organizationId), {
        onError,
        toBody: (json) => (answers.isFull() ? undefined : toAnswerBody(json, answers.hold(json, true))),
      })
    })
    const signer: LocalSigner = {
      organizationId,
      apiKey,
      trustedKeys: { signer: signerKey.publicKey },
      fetch: createFetch(handle),
      page: async (request) => (await page())(request),
      addFault: (fault) => addFault(faults, fault),
      clearFaults: () => faults?.clear(),
      explain: (activityId) => explainActivity(context, activityId),
      policyCoverage: ({ organizationId } = {}) => coverage.read(organizationId),
      importPrivateKey: (key) => importPrivateKey(context, key),
      async close() {
        feed.close()
        faults?.close()
        if (!store.isOpen()) return
        try {
          await store.settled()
        } catch (error) {
          throw toDatabaseError(database, error instanceof WireError ? error.cause : error)
        } finally {
          store.close()
        }
      },
    }
    setHandler(signer, handle)
    trackShownKey(signer, store, inMemory)
    return signer
  } catch (error) {
    store.close()
    throw toDatabaseError(database, error)
  }
}

/** Calls `make` when first asked for its result. */
function once<result>(make: () => Promise<result>): () => Promise<result> {
  let made: Promise<result> | undefined
  return () => {
    made ??= make()
    return made
  }
}

export declare namespace createLocalSigner {
  type Parameters = {
    /**
     * Path of a SQLite file, created if it does not exist. Its master key is kept in `<file>.key`.
     *
     * @default ':memory:'
     */
    database?: string | undefined
    /**
     * Id of the parent organization, a lowercase UUID. Must match the database if that has one.
     *
     * @default A constant in memory, else a random id, made once for each file.
     */
    organizationId?: string | undefined
    /**
     * Root API key of the parent organization: P-256, hex without `0x`. Must match the database if that has one.
     *
     * @default A constant in memory, else a random key, made once for each file.
     */
    apiKey?:
      | {
          /** SEC1 compressed point, hex without `0x`. @default Derived from `privateKey`. */
          publicKey?: string | undefined
          /** 32 bytes, hex without `0x`. */
          privateKey: string
        }
      | undefined
    /**
     * Origins that passkeys and pages may have, such as `https://app.example.com`, or `android:apk-key-hash:…` for a native
     * app. `'*'` allows all.
     *
     * @default `http://localhost` and `https://localhost`, any port
     */
    origins?: readonly string[] | undefined
    /**
     * Whether to refuse a passkey that another organization already has. Production does not: anyone can register somebody
     * else's passkey in their own organization there, and its owner must then name the organization to sign in.
     *
     * @default false
     */
    uniquePasskeys?: boolean | undefined
    /**
     * The signer's clock: returns milliseconds since the epoch, within the years 1970 to 9999. A request during which it
     * returns anything else fails, and `onError` is called.
     *
     * @default Date.now
     */
    now?: (() => number) | undefined
    /**
     * Key that encrypts private keys in the file: 32 bytes, hex without `0x`. Used instead of the `.key` file.
     *
     * @default process.env.PASSKEY_SIGNER_MASTER_KEY
     */
    masterKey?: string | undefined
    /**
     * Called with errors of the signer itself, which the wire calls "internal server error".
     *
     * @default console.error
     */
    onError?: ((error: unknown) => void) | undefined
    /**
     * Whether faults can be planned, with `addFault` and at `/faults`.
     *
     * @default false
     */
    faults?: boolean | undefined
  }
  type ErrorType = SignerDatabaseError | SignerMasterKeyError | SignerOptionError | SignerRuntimeError
}

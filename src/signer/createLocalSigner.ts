import { addPrivateKey } from './activities/shared/addPrivateKey.js'
import { establishIdentity, hasIdentity } from './auth/identity/establishIdentity.js'
import { originPolicy } from './auth/stamps/originPolicy.js'
import type { SignerContext } from './context.js'
import { SignerOptionError } from './errors.js'
import { createFaults, type Faults, type Respond } from './faults/createFaults.js'
import { faultsEndpoint, faultsPath } from './faults/faultsEndpoint.js'
import type { Fault } from './faults/readFault.js'
import { answer } from './handleRequest.js'
import { corsHeaders, preflight } from './http/cors.js'
import { handOverText } from './http/handOver.js'
import { createSealer } from './keys/createSealer.js'
import { loadMasterKey } from './keys/loadMasterKey.js'
import type { ApiKeyPair } from './keys/p256Key.js'
import { secp256k1Key } from './keys/secp256k1Key.js'
import { internal, WireError } from './protocol/WireError.js'
import { createConsoleReader } from './store/createConsoleReader.js'
import { createStore, type Store } from './store/createStore.js'
import { toDatabaseError } from './store/databaseError.js'
import { createClock } from './util/createClock.js'
import { createFeed } from './util/createFeed.js'
import { createUuidV7 } from './util/createUuidV7.js'

/**
 * A signer in this process that speaks the wire of the real one: for development, CI, demos and staging. It is no enclave;
 * whoever has its process or its database and master key has its keys.
 *
 * @param parameters.database A file, made if it is not there, with its master key in `<file>.key`; in memory unless said.
 * @param parameters.organizationId Id of the parent organization, a UUID. In memory a well-known one unless said, in a
 *   file a random one that stays.
 * @param parameters.apiKey The parent's root API key, P-256, hex without 0x. The same defaults.
 * @param parameters.origins Origins that passkeys and pages may have, such as `https://app.example.com`; `'*'` for all,
 *   `android:apk-key-hash:…` for an app. `http://localhost` and `https://localhost` on any port unless said.
 * @param parameters.now Its clock, milliseconds since the epoch; `Date.now()` of the moment unless said. A request that meets
 *   a time before 1970 or after 9999, or none, is not done, and `onError` is told.
 * @param parameters.masterKey 32 bytes as hex that seal private keys in the file, in place of the `.key` file. The
 *   environment variable PASSKEY_SIGNER_MASTER_KEY unless said.
 * @param parameters.onError Told of the signer's own faults, which the wire calls "internal server error"; `console.error` unless said.
 * @param parameters.faults Whether unhappy paths can be called up, by `addFault` or at `/faults`; `false` unless said.
 * @throws SignerDatabaseError, SignerMasterKeyError, SignerOptionError
 *
 * @example
 * const signer = await createLocalSigner()
 * const client = createSignerClient({ url: 'http://signer.local', fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey) })
 */
export async function createLocalSigner(parameters: createLocalSigner.Parameters = {}): Promise<LocalSigner> {
  const {
    database = ':memory:',
    masterKey = process.env.PASSKEY_SIGNER_MASTER_KEY,
    onError = console.error,
  } = parameters
  const now = createClock(parameters.now ?? (() => Date.now()))
  const startMs = now()
  const inMemory = database === ':memory:'
  const origins = originPolicy(parameters.origins)
  const store = createStore(database)
  try {
    const sealer = createSealer(loadMasterKey(database, inMemory ? undefined : masterKey, hasIdentity(store)))
    const { organizationId, apiKey } = establishIdentity(
      store,
      sealer,
      { organizationId: parameters.organizationId, apiKey: parameters.apiKey },
      inMemory,
      startMs,
    )
    const context: SignerContext = { store, sealer, origins, now, newId: createUuidV7(now) }
    const feed = createFeed()
    const respond: Respond = (request, instead) =>
      reply(context, request, onError, () =>
        feed.watch((onActivity) => answer({ ...context, onActivity }, request, instead)),
      )
    // Most signers are never looked at.
    const page = once(async () =>
      (await import('../console/server/createConsole.js')).createConsole(
        createConsoleReader(context, { feed, organizationId }),
        { onError },
      ),
    )
    const faults =
      parameters.faults === true ? createFaults(respond, (request) => corsHeaders(request, origins)) : undefined
    return {
      organizationId,
      apiKey,
      fetch(request) {
        if (faults === undefined) return respond(request)
        if (new URL(request.url).pathname !== faultsPath) return faults.fetch(request)
        return reply(context, request, onError, () => faultsEndpoint(request, faults, origins))
      },
      page: async (request) => (await page())(request),
      addFault: (fault) => addFault(faults, fault),
      clearFaults: () => faults?.clear(),
      importPrivateKey: (key) => importPrivateKey(context, key),
      async close() {
        feed.close()
        await close(store)
      },
    }
  } catch (error) {
    store.close()
    throw toDatabaseError(database, error)
  }
}

/** Runs it when first asked for. */
function once<result>(make: () => Promise<result>): () => Promise<result> {
  let made: Promise<result> | undefined
  return () => {
    made ??= make()
    return made
  }
}

async function reply(
  context: SignerContext,
  request: Request,
  onError: (error: unknown) => void,
  produce: () => Promise<unknown>,
): Promise<Response> {
  if (request.method === 'OPTIONS') return preflight(request, context.origins)
  let headers = corsHeaders(request, context.origins)
  try {
    // Its own clock's time, which `now` may have moved: clients read from it how wrong theirs is.
    headers = { ...headers, date: new Date(context.now()).toUTCString() }
    return json(await produce(), { headers })
  } catch (error) {
    const { status, body, headers: own, cause } = error instanceof WireError ? error : internal(error)
    if (status === 500) onError(cause)
    return json(body, { status, headers: { ...headers, ...own } })
  }
}

function json(value: unknown, init: { status?: number; headers: Record<string, string> }): Response {
  const text = JSON.stringify(value)
  const headers = { 'content-type': 'application/json', ...init.headers }
  return handOverText(new Response(text, { ...init, headers }), text)
}

function addFault(faults: Faults | undefined, fault: Fault): void {
  if (faults === undefined)
    throw new SignerOptionError('faults', 'This signer takes no faults. Make it with { faults: true }, or --faults.')
  try {
    faults.add(fault)
  } catch (error) {
    throw error instanceof WireError ? new SignerOptionError('fault', error.message, error) : error
  }
}

async function importPrivateKey(
  context: SignerContext,
  { organizationId, privateKey, name }: createLocalSigner.ImportedKey,
): Promise<{ privateKeyId: string; address: `0x${string}` }> {
  const { store } = context
  if (!store.isOpen()) throw new TypeError('The signer is closed.')
  if (store.organizations.byId(organizationId) === undefined)
    throw new SignerOptionError('organizationId', `There is no organization ${organizationId} in this signer.`)
  const secret = readPrivateKey(privateKey)
  try {
    const { privateKeyId, addresses } = store.write(() =>
      addPrivateKey(context, organizationId, {
        name: name ?? `Imported ${context.newId()}`,
        curve: 'CURVE_SECP256K1',
        addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
        tags: [],
        privateKey: secret,
        imported: true,
      }),
    )
    return { privateKeyId, address: `0x${addresses[0]?.address.slice(2) ?? ''}` }
  } catch (error) {
    throw error instanceof WireError && error.status < 500
      ? new SignerOptionError('privateKey', `The private key cannot be imported: ${error.message}.`, error)
      : error
  } finally {
    await store.settled()
  }
}

function readPrivateKey(hex: string): Uint8Array {
  const bytes = /^(0x)?[0-9a-fA-F]{64}$/.test(hex) ? Buffer.from(hex.replace(/^0x/, ''), 'hex') : undefined
  try {
    if (bytes === undefined) throw new RangeError('32 bytes in hex are expected')
    secp256k1Key(bytes)
    return bytes
  } catch (error) {
    throw new SignerOptionError(
      'privateKey',
      'A private key is 32 bytes as hex, with or without 0x, between 1 and the order of the curve.',
      error,
    )
  }
}

async function close(store: Store): Promise<void> {
  if (!store.isOpen()) return
  await store.settled()
  store.close()
}

/** A running signer. Its functions work detached. */
export type LocalSigner = {
  /** Answers one request. Only the path of its URL counts. */
  fetch: (request: Request) => Promise<Response>
  /** Answers what its own web page asks for; no stamps, no secrets, and whoever asks sees everything else. `listen` serves it at `/`. */
  page: (request: Request) => Promise<Response>
  /** Of the parent organization. */
  organizationId: string
  /** The parent's root API key: P-256, hex without 0x. */
  apiKey: ApiKeyPair
  /** Puts a secp256k1 private key (hex, with or without 0x) into an organization. @throws SignerOptionError */
  importPrivateKey: (
    key: createLocalSigner.ImportedKey,
  ) => Promise<{ privateKeyId: string /** EIP-55. */; address: `0x${string}` }>
  /** Calls up an unhappy path for the next requests that match. @throws SignerOptionError unless made with `faults: true`. */
  addFault: (fault: Fault) => void
  /** Forgets the faults still to come. */
  clearFaults: () => void
  /** Lets go of the database. What has been answered is on disk before. */
  close: () => Promise<void>
}

export declare namespace createLocalSigner {
  type Parameters = {
    database?: string | undefined
    organizationId?: string | undefined
    apiKey?: { publicKey?: string | undefined; privateKey: string } | undefined
    origins?: readonly string[] | undefined
    now?: (() => number) | undefined
    masterKey?: string | undefined
    onError?: ((error: unknown) => void) | undefined
    faults?: boolean | undefined
  }
  type ImportedKey = { organizationId: string; privateKey: string; name?: string | undefined }
}

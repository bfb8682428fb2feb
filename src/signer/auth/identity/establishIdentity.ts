import { randomUUID } from 'node:crypto'
import { SignerMasterKeyError, SignerOptionError } from '../../errors.js'
import type { Sealer } from '../../keys/createSealer.js'
import { type ApiKeyPair, generateP256KeyPair, p256Point, p256PublicKey } from '../../keys/p256Key.js'
import { isUuid } from '../../protocol/parse.js'
import type { Store } from '../../store/createStore.js'
import type { Meta } from '../../store/meta.js'
import { devApiKey, devOrganizationId } from './devCredentials.js'

export type Identity = { organizationId: string; apiKey: ApiKeyPair }

const organizationEntry = 'root_organization_id'
const apiKeyEntry = 'sealed_root_api_key'

/** Tells whether the database has an identity already, which only its master key opens. */
export function hasIdentity(store: Store): boolean {
  return store.meta.get(organizationEntry) !== undefined
}

/**
 * Returns the parent organization and its root API key. A new database gets those given, else constants in memory and random
 * ones in a file. An existing database has its own, which those given must match.
 */
export function establishIdentity(
  store: Store,
  parameters: {
    sealer: Sealer
    organizationId: string | undefined
    apiKey: { publicKey?: string | undefined; privateKey: string } | undefined
    inMemory: boolean
    nowMs: number
  },
): Identity {
  const { sealer, inMemory, nowMs } = parameters
  const expected = {
    organizationId:
      parameters.organizationId === undefined ? undefined : parseOrganizationId(parameters.organizationId),
    apiKey: parameters.apiKey === undefined ? undefined : parseApiKey(parameters.apiKey),
  }
  const known = readIdentity(store.meta, sealer)
  if (known === undefined) {
    const identity = {
      organizationId: expected.organizationId ?? (inMemory ? devOrganizationId : randomUUID()),
      apiKey: expected.apiKey ?? (inMemory ? devApiKey : generateP256KeyPair()),
    }
    createRoot(store, sealer, identity, nowMs)
    return identity
  }
  if (expected.organizationId !== undefined && expected.organizationId !== known.organizationId)
    throw new SignerOptionError(
      'organizationId',
      `The database belongs to organization ${known.organizationId}, not ${expected.organizationId}. Leave the option out, or use another database.`,
    )
  if (expected.apiKey !== undefined && expected.apiKey.publicKey !== known.apiKey.publicKey)
    throw new SignerOptionError(
      'apiKey',
      `The database has another root API key, ${known.apiKey.publicKey}. Leave the option out, or use another database.`,
    )
  return known
}

function parseOrganizationId(id: string): string {
  if (!isUuid(id))
    throw new SignerOptionError(
      'organizationId',
      'The organization id is not a lowercase UUID. Pass one, or leave the option out.',
    )
  return id
}

function parseApiKey(given: { publicKey?: string | undefined; privateKey: string }): ApiKeyPair {
  const privateKey = given.privateKey.toLowerCase()
  let publicKey: string
  try {
    if (!/^[0-9a-f]{64}$/.test(privateKey)) throw new RangeError('32 bytes in hex are expected')
    publicKey = p256PublicKey(privateKey)
  } catch (error) {
    throw new SignerOptionError(
      'apiKey',
      'The private key of the API key is not a P-256 key. Pass 32 bytes in hex (64 characters).',
      error,
    )
  }
  if (given.publicKey !== undefined && given.publicKey.toLowerCase() !== publicKey)
    throw new SignerOptionError(
      'apiKey',
      `The public key of the API key does not belong to its private key. Pass ${publicKey}, or leave it out.`,
    )
  return { publicKey, privateKey }
}

/** Reads the identity of an existing database. @throws SignerMasterKeyError if it was sealed with another master key. */
export function readIdentity(meta: Meta, sealer: Sealer): Identity | undefined {
  const organization = meta.get(organizationEntry)
  const sealed = meta.get(apiKeyEntry)
  if (organization === undefined || sealed === undefined) return undefined
  let opened: Uint8Array
  try {
    opened = sealer.open(sealed, apiKeyEntry)
  } catch (error) {
    throw new SignerMasterKeyError(
      'MASTER_KEY_WRONG',
      'This master key does not open the database. Put the right .key file beside it, or set PASSKEY_SIGNER_MASTER_KEY.',
      error,
    )
  }
  const privateKey = Buffer.from(opened).toString('hex')
  return {
    organizationId: Buffer.from(organization).toString('utf8'),
    apiKey: { publicKey: p256PublicKey(privateKey), privateKey },
  }
}

function createRoot(store: Store, sealer: Sealer, { organizationId, apiKey }: Identity, nowMs: number): void {
  const userId = randomUUID()
  const times = { createdMs: nowMs, updatedMs: nowMs }
  store.write(() => {
    store.organizations.insert({
      id: organizationId,
      parentId: null,
      name: 'Local Signer',
      quorumThreshold: 1,
      ...times,
    })
    store.users.insert({
      id: userId,
      organizationId,
      name: 'Root user',
      email: null,
      phoneNumber: null,
      tags: [],
      inRootQuorum: true,
      ...times,
    })
    store.apiKeys.insert({
      id: randomUUID(),
      organizationId,
      userId,
      name: 'Root API key',
      publicKey: apiKey.publicKey,
      point: p256Point(apiKey.publicKey),
      type: 'CREDENTIAL_TYPE_API_KEY_P256',
      expirationSeconds: null,
      sessionProfileId: null,
      ...times,
    })
    store.meta.set(organizationEntry, Buffer.from(organizationId, 'utf8'))
    store.meta.set(apiKeyEntry, sealer.seal(Buffer.from(apiKey.privateKey, 'hex'), apiKeyEntry))
  })
  store.flush()
}

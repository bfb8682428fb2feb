import type { ApiKey, Authenticator, User } from '../../wire/user.js'
import type { ApiKeyRow } from '../store/apiKeys.js'
import { type AuthenticatorRow, transports } from '../store/authenticators.js'
import type { Store } from '../store/createStore.js'
import type { UserRow } from '../store/users.js'
import { serializeMfaPolicy } from './serializeMfaPolicy.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeAuthenticator(row: AuthenticatorRow): Authenticator {
  return {
    transports: transports.filter((transport) => row.transports.includes(transport)),
    attestationType: row.attestationType,
    aaguid: row.aaguid,
    credentialId: row.credentialId,
    // Production knows some models by their AAGUID. This is its name for the others.
    model: 'Security key',
    credential: { publicKey: row.publicKey, type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR' },
    authenticatorId: row.id,
    authenticatorName: row.name,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
  }
}

export function serializeApiKey(row: ApiKeyRow): ApiKey {
  return {
    credential: {
      publicKey: row.publicKey,
      type: row.type,
      ...(row.sessionProfileId === null ? {} : { sessionProfileId: row.sessionProfileId }),
    },
    apiKeyId: row.id,
    apiKeyName: row.name,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
    ...(row.expirationSeconds === null ? {} : { expirationSeconds: String(row.expirationSeconds) }),
  }
}

export function serializeUser(store: Store, row: UserRow): User {
  return {
    userId: row.id,
    userName: row.name,
    ...(row.email === null ? {} : { userEmail: row.email }),
    ...(row.phoneNumber === null ? {} : { userPhoneNumber: row.phoneNumber }),
    authenticators: store.authenticators.ofUser(row.id).map(serializeAuthenticator),
    apiKeys: store.apiKeys.ofUser(row.id).map(serializeApiKey),
    userTags: row.tags,
    oauthProviders: [],
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
    mfaPolicies: store.mfaPolicies.current(row.id).map(serializeMfaPolicy),
  }
}

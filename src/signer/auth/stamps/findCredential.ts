import type { RouteKind } from '../../protocol/messages.js'
import { unauthenticated, WireError } from '../../protocol/WireError.js'
import type { ApiKeyRow } from '../../store/apiKeys.js'
import type { AuthenticatorRow } from '../../store/authenticators.js'
import type { Store } from '../../store/createStore.js'
import type { OrganizationRow } from '../../store/organizations.js'
import type { UnverifiedStamp } from './readStamp.js'

export type Credential = { type: 'apiKey'; apiKey: ApiKeyRow } | { type: 'webAuthn'; authenticator: AuthenticatorRow }

type CredentialRow = Pick<ApiKeyRow | AuthenticatorRow, 'organizationId' | 'userId'>

const apiKeyTypes = {
  SIGNATURE_SCHEME_TK_API_P256: ['CREDENTIAL_TYPE_API_KEY_P256', 'CREDENTIAL_TYPE_LOGIN'],
  SIGNATURE_SCHEME_TK_API_SECP256K1: ['CREDENTIAL_TYPE_API_KEY_SECP256K1'],
  SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191: ['CREDENTIAL_TYPE_API_KEY_SECP256K1'],
  SIGNATURE_SCHEME_TK_API_ED25519: ['CREDENTIAL_TYPE_API_KEY_ED25519'],
} as const

/** Looks in the organization, else in its parent, which may read. With `inSubOrganizations`, a parent's sub-organizations are next. */
function find<row extends CredentialRow>(
  organization: OrganizationRow,
  inSubOrganizations: boolean,
  inOrganization: (organizationId: string) => row | undefined,
  below: (parentId: string) => row[],
  ambiguous: () => WireError,
): row | undefined {
  const here = inOrganization(organization.id)
  if (here !== undefined) return here
  if (organization.parentId !== null) return inOrganization(organization.parentId)
  if (!inSubOrganizations) return undefined
  const [found, second] = below(organization.id)
  if (second !== undefined) throw ambiguous()
  return found
}

/**
 * Finds the credential that a stamp names, among those of the requested organization and its parent. Where the route resolves
 * organizations, a request that names the parent also finds the credentials of its sub-organizations.
 */
export function findCredential(
  store: Store,
  organization: OrganizationRow,
  stamp: UnverifiedStamp,
  route: { kind: RouteKind; definition: { resolvesOrganization: boolean } },
): Credential {
  const resolves = route.definition.resolvesOrganization
  if (stamp.type === 'apiKey') {
    const { publicKey, scheme } = stamp
    const apiKey = find(
      organization,
      resolves,
      (id) => store.apiKeys.inOrganization(id, publicKey),
      (id) => store.apiKeys.inSubOrganizations(id, publicKey),
      () => unauthenticated('more than one suborg associated with a public key', 'CREDENTIAL_CONFLICT'),
    )
    const types: readonly string[] = apiKeyTypes[scheme]
    if (apiKey === undefined || !types.includes(apiKey.type))
      throw unknownApiKey(organization, publicKey, resolves && route.kind === 'query')
    return { type: 'apiKey', apiKey }
  }
  const { credentialId } = stamp
  const authenticator = find(
    organization,
    resolves,
    (id) => store.authenticators.inOrganization(id, credentialId),
    (id) => store.authenticators.inSubOrganizations(id, credentialId, 2),
    () => unauthenticated('more than one suborg associated with a credential ID', 'CREDENTIAL_CONFLICT'),
  )
  if (authenticator === undefined)
    throw unauthenticated(
      `credential ID could not be found in organization or its parent organization organizationId=${organization.id} credentialId=${credentialId}`,
      'CREDENTIAL_NOT_FOUND',
    )
  return { type: 'webAuthn', authenticator }
}

function unknownApiKey(organization: OrganizationRow, publicKey: string, whoami: boolean): WireError {
  const where = `organizationId=${organization.id} publicKey=${publicKey}`
  if (!whoami)
    return unauthenticated(
      `could not find public key in organization or its parent organization ${where}`,
      'PUBLIC_KEY_NOT_FOUND',
    )
  return new WireError(
    403,
    7,
    `authentication failed: rpc error: code = Unauthenticated desc = could not find public key in organization ${where}`,
    'PUBLIC_KEY_NOT_FOUND',
  )
}

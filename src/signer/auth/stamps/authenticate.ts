import type { SignerContext } from '../../context.js'
import type { RouteKind } from '../../protocol/messages.js'
import { unauthenticated, WireError } from '../../protocol/WireError.js'
import { apiKeyCurves, isExpired, isSession } from '../../store/apiKeys.js'
import { comparedAtMost } from '../../store/authenticators.js'
import type { OrganizationRow } from '../../store/organizations.js'
import { createWebAuthnVerifier } from './createWebAuthnVerifier.js'
import type { UnverifiedStamp } from './readStamp.js'
import { verifyApiKeyStamp } from './verifyApiKeyStamp.js'

/** What a vote records of its stamp. */
export type VerifiedStamp = { publicKey: string; signature: string; scheme: string }

export type Authenticated = {
  /** The organization of the credential: the requested one, its parent, or one of its sub-organizations. */
  organizationId: string
  userId: string
  verifiedStamp: VerifiedStamp
  /** The session that made the stamp, if one did. */
  session?: { apiKeyId: string; profileId: string | null }
}

type StampedRequest<type extends UnverifiedStamp['type'] = UnverifiedStamp['type']> = {
  stamp: Extract<UnverifiedStamp, { type: type }>
  /** The raw body. */
  body: Uint8Array
  organization: OrganizationRow
  route: { kind: RouteKind; definition: { resolvesOrganization: boolean } }
}

const curveOf = {
  SIGNATURE_SCHEME_TK_API_P256: 'P256',
  SIGNATURE_SCHEME_TK_API_SECP256K1: 'SECP256K1',
  SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191: 'SECP256K1',
  SIGNATURE_SCHEME_TK_API_ED25519: 'ED25519',
} as const

/**
 * Finds the credential that stamped a request, in the requested organization, else in its parent, which may read. Where the
 * route resolves organizations, a request that names the parent also finds the credentials of its sub-organizations.
 *
 * Anyone can register anyone else's credential id and public key in an organization that they control. So a credential counts
 * only if its key made the stamp and it has not expired. One that does not count never hides one that does.
 *
 * @throws 401 if no credential counts, or several sub-organizations have one that does. 403 for `whoami` by an unknown key.
 */
export function authenticate(signer: SignerContext, { stamp, ...request }: StampedRequest): Authenticated {
  return stamp.type === 'apiKey'
    ? authenticateApiKey(signer, { stamp, ...request })
    : authenticatePasskey(signer, { stamp, ...request })
}

function authenticateApiKey(
  { store, now }: SignerContext,
  { stamp, body, organization, route }: StampedRequest<'apiKey'>,
): Authenticated {
  const { publicKey, scheme } = stamp
  const nowMs = now()
  const curve = curveOf[scheme]
  const unknown = (): WireError => unknownApiKey(organization, publicKey, route)
  // All rows have the same public key, so one verification is enough.
  let verified: boolean | undefined
  const apiKey = choose(
    places(
      organization,
      route.definition.resolvesOrganization,
      (id) => {
        const row = store.apiKeys.inOrganization(id, publicKey)
        // A compressed point of one curve may be one of the other as well.
        return row !== undefined && apiKeyCurves[row.type] === curve ? row : undefined
      },
      (id) => store.apiKeys.inSubOrganizations(id, { publicKey, curve, nowMs }),
    ),
    (row) => {
      verified ??= verifyApiKeyStamp(stamp, body, row.point)
      if (!verified) return unauthenticated('could not verify api key signature', 'SIGNATURE_INVALID')
      if (isExpired(row, nowMs))
        return unauthenticated(
          `rpc error: code = Unauthenticated desc = expired api key publicKey=${publicKey} organizationId=${row.organizationId}`,
          'API_KEY_EXPIRED',
        )
      return undefined
    },
    unknown,
    () => unauthenticated('more than one suborg associated with a public key', 'CREDENTIAL_CONFLICT'),
  )
  const { organizationId, userId } = apiKey
  return {
    organizationId,
    userId,
    verifiedStamp: { publicKey, signature: stamp.signatureText, scheme },
    ...(isSession(apiKey) ? { session: { apiKeyId: apiKey.id, profileId: apiKey.sessionProfileId } } : {}),
  }
}

function authenticatePasskey(
  { store, origins }: SignerContext,
  { stamp, body, organization, route }: StampedRequest<'webAuthn'>,
): Authenticated {
  const { credentialId } = stamp
  const verify = createWebAuthnVerifier(stamp, body, origins)
  const { organizationId, userId, publicKey } = choose(
    places(
      organization,
      route.definition.resolvesOrganization,
      (id) => store.authenticators.inOrganization(id, credentialId),
      (id) => store.authenticators.inSubOrganizations(id, credentialId),
    ),
    (row) => {
      const problem = verify(row)
      return problem === undefined
        ? undefined
        : unauthenticated(`could not verify WebAuthN signature: ${problem}`, 'SIGNATURE_INVALID')
    },
    () =>
      unauthenticated(
        `credential ID could not be found in organization or its parent organization organizationId=${organization.id} credentialId=${credentialId}`,
        'CREDENTIAL_NOT_FOUND',
      ),
    () => unauthenticated('more than one suborg associated with a credential ID', 'CREDENTIAL_CONFLICT'),
  )
  return {
    organizationId,
    userId,
    // The scheme is from the published enum. How production records a passkey's vote is not verified.
    verifiedStamp: { publicKey, signature: stamp.signatureText, scheme: 'SIGNATURE_SCHEME_TK_WEBAUTHN' },
  }
}

/** Yields the credentials that a stamp may mean, organization by organization, so that the next is only read if none of the last counts. */
function* places<row>(
  organization: OrganizationRow,
  inSubOrganizations: boolean,
  inOrganization: (organizationId: string) => row | undefined,
  below: (parentId: string) => row[],
): Generator<row[]> {
  const one = (row: row | undefined): row[] => (row === undefined ? [] : [row])
  yield one(inOrganization(organization.id))
  if (organization.parentId !== null) yield one(inOrganization(organization.parentId))
  else if (inSubOrganizations) yield below(organization.id)
}

/** Returns the one credential without a problem, of the first organization that has any. @throws the first problem. */
function choose<row>(
  candidates: Iterable<row[]>,
  problemOf: (row: row) => WireError | undefined,
  unknown: () => WireError,
  ambiguous: () => WireError,
): row {
  let firstProblem: WireError | undefined
  for (const rows of candidates) {
    let found: row | undefined
    for (const row of rows) {
      const problem = problemOf(row)
      firstProblem ??= problem
      if (problem !== undefined) continue
      if (found !== undefined) throw ambiguous()
      found = row
    }
    if (found !== undefined) return found
    // There may be more rows, and the right one among them.
    if (rows.length >= comparedAtMost) throw ambiguous()
  }
  throw firstProblem ?? unknown()
}

function unknownApiKey(
  organization: OrganizationRow,
  publicKey: string,
  { kind, definition }: StampedRequest['route'],
): WireError {
  const where = `organizationId=${organization.id} publicKey=${publicKey}`
  const whoami = kind === 'query' && definition.resolvesOrganization
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

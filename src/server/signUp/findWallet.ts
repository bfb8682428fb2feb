import { listActivities } from '../../actions/listActivities.js'
import { runQuery } from '../../actions/runQuery.js'
import type { SignerClient } from '../../client/createSignerClient.js'
import { isStrings } from '../../client/guards.js'
import { SignerRequestError } from '../../errors/signer.js'
import type { Passkey } from '../../records/passkey.js'
import type { PasskeyWallet } from '../../records/passkeyWallet.js'
import { passkeyTaken } from './passkeyTaken.js'
import { readOwner } from './readOwner.js'
import { readWallet } from './readWallet.js'

/** How many sub-organizations with the same credential id are read. There is one, unless someone registers it elsewhere. */
const maxOrganizations = 20

/**
 * Finds the wallet of a passkey in the sub-organizations of `organizationId`; `undefined` if its credential id is not
 * registered in any of them.
 *
 * A credential id may be registered in several, because anyone can register one that is not theirs. The passkey gets the
 * wallet of the one sub-organization that belongs to it alone and has not been used: someone who used it before could have
 * exported its keys.
 *
 * @throws HandlerError if there is no such sub-organization, and what queries throw
 */
export async function findWallet(
  client: SignerClient,
  { organizationId: parentId, passkey, signal }: { organizationId: string; passkey: Passkey; signal: AbortSignal },
): Promise<PasskeyWallet | undefined> {
  const organizationIds = await runQuery(client, {
    name: 'list_suborgs',
    parameters: {
      organizationId: parentId,
      filterType: 'CREDENTIAL_ID',
      filterValue: passkey.credentialId,
      paginationOptions: { limit: String(maxOrganizations) },
      signal,
    },
    parse: ({ organizationIds }) => (isStrings(organizationIds) ? organizationIds : undefined),
  })
  if (organizationIds.length === 0) return undefined

  const found = await Promise.all(
    [...new Set(organizationIds)]
      .slice(0, maxOrganizations)
      .map((organizationId) => readUnused(client, { organizationId, passkey, signal })),
  )
  const [wallet, second] = found.filter((one) => one !== undefined)
  // Creating another one would lock the owner out of signing in, as would choosing one of two.
  if (!wallet || second) throw passkeyTaken()
  return wallet
}

async function readUnused(
  client: SignerClient,
  { organizationId, passkey, signal }: { organizationId: string; passkey: Passkey; signal: AbortSignal },
): Promise<PasskeyWallet | undefined> {
  try {
    const owner = await readOwner(client, { organizationId, passkey, signal })
    if (!owner) return undefined
    // Two, so that the activity that created it would not hide another, if the signer listed it here.
    const activities = await listActivities(client, { organizationId, paginationOptions: { limit: '2' }, signal })
    if (activities.some(({ type }) => !type.startsWith('ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION'))) return undefined
    return await readWallet(client, { organizationId, owner, signal })
  } catch (error) {
    // Its owner can keep the parent from reading it, which must not stop the sign-up of somebody else.
    if (error instanceof SignerRequestError && [400, 401, 403, 404].includes(error.status)) return undefined
    throw error
  }
}

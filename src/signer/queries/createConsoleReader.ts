import { findActivityOfType } from '../activities/index.js'
import { prepareStoredActivity } from '../activities/prepareStoredActivity.js'
import { votesInForce } from '../auth/access/votesInForce.js'
import type { SignerContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import { parseUnsigned } from '../keys/signEthereumTransaction.js'
import { createPolicyReader } from '../policyEngine/createPolicyReader.js'
import { WireError } from '../protocol/WireError.js'
import { isEnded } from '../serialize/isEnded.js'
import type { ConsoleReader } from '../store/consoleReader.js'

/** Creates the interface through which the console reads the signer. */
export function createConsoleReader(context: SignerContext, organizationId: string): ConsoleReader {
  const { store, now, feed } = context
  return {
    ...createPolicyReader(context),
    organizationId,
    isOpen: () => feed.isOpen() && store.isOpen(),
    settled: () => store.settled(),
    changes: feed,
    browse: store.browse,
    organization: (id) => store.organizations.byId(id),
    users: (id) => store.users.inOrganization(id),
    userName: (id, userId) => store.users.byIdEvenDeleted(id, userId)?.name,
    isRootUser: (id, userId) => store.users.byId(id, userId)?.inRootQuorum === true,
    passkeys: (userId) => store.authenticators.ofUser(userId),
    apiKeys: (userId) => store.apiKeys.ofUser(userId),
    privateKeyAddresses: (id) => store.privateKeys.addresses(id).map(({ address }) => address),
    votes({ id, status, updatedMs }) {
      const votes = store.votes.ofActivity(id)
      const inForce = new Set(votesInForce(votes, isEnded(status) ? updatedMs : now()))
      return votes.map((vote) => ({
        userId: vote.userId,
        publicKey: vote.publicKey,
        scheme: vote.scheme,
        createdMs: vote.createdMs,
        approves: vote.selection === 'VOTE_SELECTION_APPROVED',
        inForce: inForce.has(vote),
      }))
    },
    credential(id, { userId, publicKey, scheme }) {
      if (scheme === 'SIGNATURE_SCHEME_TK_WEBAUTHN') {
        const passkey = store.authenticators.ofUser(userId).find((each) => each.publicKey === publicKey)
        return { kind: 'passkey', name: passkey?.name ?? null }
      }
      const apiKey = store.apiKeys.inOrganization(id, publicKey)
      // A vote keeps the public key alone: a deleted API key and a deleted session look the same.
      if (apiKey === undefined) return { kind: 'API key or session', name: null }
      return { kind: apiKey.type === 'CREDENTIAL_TYPE_LOGIN' ? 'session' : 'API key', name: apiKey.name }
    },
    parameters(activity) {
      try {
        const { intent } = prepareStoredActivity(activity).prepared
        return { path: findActivityOfType(activity.type)?.path ?? '', parameters: intent }
      } catch (error) {
        if (error instanceof SignerActivityError) return undefined
        throw error
      }
    },
    transaction(bytes) {
      try {
        return parseUnsigned(bytes)
      } catch (error) {
        if (error instanceof WireError) return undefined
        throw error
      }
    },
  }
}

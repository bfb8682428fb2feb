import { assertOptionalId } from '../actions/assertOptionalId.js'
import { deleteAuthenticators } from '../actions/deleteAuthenticators.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import { toShortText } from '../errors/toShortText.js'
import { LastPasskeyError } from '../errors/users.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { Authenticator } from '../wire/user.js'
import { assertDeleted } from './assertDeleted.js'
import type { SignalFn } from './discardPasskey.js'
import { endSessions } from './endSessions.js'
import { forgetPasskey } from './forgetPasskey.js'
import { getUser } from './getUser.js'
import { matchKnownPasskeys, parseKnownPasskeys } from './knownPasskeys.js'
import type { listPasskeys } from './listPasskeys.js'
import { matchPasskey } from './matchExpected.js'
import type { Session } from './session.js'

/**
 * Removes a passkey from a user, but never the last one. With `expected`, then tells the browser, if it has the WebAuthn Signal
 * API (https://www.w3.org/TR/webauthn-3/#sctn-signal-methods), so that it no longer offers the passkey.
 *
 * Pass the `authenticatorId` that {@link signUp} or {@link addPasskey} returned: exactly that passkey is removed,
 * whatever the signer's list says. With a `credentialId` alone, the list decides which passkey it is, and a list that
 * somebody has changed can name one that the user needs: `unchecked` says so. Pass ids of the passkey that goes, not
 * the `PasskeyWallet` of the one that stays. That it is not the last one, and that it is gone, is what the answers say:
 * nothing proves it.
 *
 * Sends a query and an activity: two prompts with a passkey, none with a session. Sessions that the passkey began go
 * on; `endSessions` ends them with a query and an activity more.
 *
 * An answer can get lost. If the passkey is no longer listed, a call whose `expected` has it, with the same `authenticatorId` and
 * `credentialId`, and another one that is listed, does what is left: it tells the browser and ends the sessions. Without that
 * record nothing shows that it was the user's, and the call is an error.
 *
 * @throws LastPasskeyError; InvalidParameterError if an id is missing, or if the user has and had no such passkey; AnswerMismatchError,
 * with nothing removed, if the list says something else about the passkey than the parameters; what {@link listPasskeys} and
 * {@link deleteAuthenticators} throw. If ending the sessions fails, the passkey is removed all the same: call
 * {@link endSessions}.
 *
 * @example
 * ```ts
 * import { createSignerClient, type PasskeyWallet, removePasskey, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * // What `addPasskey` returned for it, in its wallet, and the wallets of the passkeys that stay.
 * export async function onLost(lost: PasskeyWallet, others: PasskeyWallet[]) {
 *   return removePasskey(client, { ...lost, rpId: 'example.com', expected: [lost, ...others], endSessions: true })
 * }
 * ```
 */
export async function removePasskey(
  client: SignerClient,
  parameters: removePasskey.Parameters,
): Promise<removePasskey.ReturnType> {
  const { organizationId, userId, authenticatorId, credentialId, passkeyPublicKey, stamper, signal } = parameters
  assertOptionalId('authenticatorId', authenticatorId)
  assertOptionalId('credentialId', credentialId)
  if (!authenticatorId && !credentialId)
    throw new InvalidParameterError({
      parameter: 'authenticatorId',
      value: '',
      message:
        'Neither `authenticatorId` nor `credentialId` is set. Pass the id that `addPasskey` or `signUp` returned.',
    })
  const known = parseKnownPasskeys(parameters.expected, parameters)
  const as = { organizationId, userId, stamper, signal }
  const user = await getUser(client, as)
  const { authenticators } = user
  const going = findKnown(known, parameters)
  let removed: string
  if (going && isGone(authenticators, going)) {
    removed = going.authenticatorId
    // An earlier call removed it, and ended before the rest was done.
    matchKnownPasskeys(user, going.others)
  } else {
    const passkey = findPasskey(authenticators, parameters)
    matchKnownPasskeys(user, known)
    if (authenticators.length === 1)
      throw new LastPasskeyError({ credentialId: credentialId || toShortText(passkey.credentialId) })
    removed = passkey.authenticatorId
    const { authenticatorIds } = await deleteAuthenticators(client, { ...as, authenticatorIds: [removed] })
    assertDeleted('authenticatorIds', { asked: [removed], answered: authenticatorIds })
  }

  const { signalled } = going
    ? await forgetPasskey({ rpId: parameters.rpId, credentialId: going.credentialId, signalFn: parameters.signalFn })
    : { signalled: false }
  const ending = parameters.endSessions
  if (ending) await endSessions(client, { ...as, ...(typeof ending === 'object' && ending) })
  return {
    authenticatorId: removed,
    signalled,
    unchecked: authenticatorId ? [] : passkeyPublicKey ? ['authenticatorId'] : ['authenticatorId', 'passkeyPublicKey'],
  }
}

export declare namespace removePasskey {
  type Parameters = ActionParameters & {
    /** Id of the user. */
    userId: string
    /**
     * The signer's id for the passkey, as {@link signUp} or {@link addPasskey} returned it.
     * @default the one that the signer lists for `credentialId`
     */
    authenticatorId?: string | undefined
    /**
     * Credential id of the passkey, base64url without padding.
     * @default any
     */
    credentialId?: string | undefined
    /**
     * Public key of the passkey, as {@link signUp} or {@link addPasskey} returned it: COSE, base64url without padding.
     * The list must have the same.
     * @default any
     */
    passkeyPublicKey?: string | undefined
    /**
     * The user's wallets that the app knows, one for each passkey: the one that goes, with its `authenticatorId`, and one that
     * stays. Each must be listed, but for the one that goes if an earlier call removed it. The browser is told only with
     * `expected`: the answer that the passkey is gone may be false, and so may the list, and a browser that hides the user's
     * only passkey loses the wallet.
     * @default the browser is not told
     */
    expected?: readonly PasskeyWallet[] | undefined
    /** RP ID with which the passkey was registered. */
    rpId: string
    /**
     * Whether the user's sessions end as well: all of them, also one that stamps this, but not `except`. The signer
     * does not tell which passkey began a session.
     * @default false
     */
    endSessions?:
      | boolean
      | {
          /** A session that goes on, such as the page's own. */
          except: Pick<Session, 'publicKey'>
        }
      | undefined
    /**
     * Tells the browser that the credential is gone.
     * @default PublicKeyCredential.signalUnknownCredential
     */
    signalFn?: SignalFn | undefined
  }
  type ReturnType = {
    /** The signer's id for the passkey that was removed, by this call or an earlier one. */
    authenticatorId: string
    /** Whether the browser was told. If not, it may still offer the passkey: the user can delete it. */
    signalled: boolean
    /**
     * What could not be checked and was taken from the signer's list. Empty if `authenticatorId` was passed. Without
     * it, a list that somebody has changed may have named another passkey: `passkeyPublicKey` catches that only if the
     * list still has the other passkey's public key.
     */
    unchecked: readonly ('authenticatorId' | 'passkeyPublicKey')[]
  }
  type ErrorType =
    | LastPasskeyError
    | InvalidParameterError
    | AnswerMismatchError
    | listPasskeys.ErrorType
    | deleteAuthenticators.ErrorType
    | endSessions.ErrorType
}

/** The ids of a passkey, and what a caller may know besides. */
type KnownIds = Pick<removePasskey.Parameters, 'authenticatorId' | 'credentialId' | 'passkeyPublicKey'>
type Going = { authenticatorId: string; credentialId: string; others: readonly PasskeyWallet[] }

/** Finds the passkey that goes in what the app itself knows: with another one that the user still has, whatever the answers say. */
function findKnown(
  known: readonly PasskeyWallet[] = [],
  { authenticatorId, credentialId, passkeyPublicKey }: KnownIds,
): Going | undefined {
  const others = known.filter((wallet) => wallet.credentialId !== credentialId)
  const going = known.find((wallet) => wallet.credentialId === credentialId)
  if (!authenticatorId || !credentialId || !going || others.length === 0) return undefined
  // What contradicts the record is a mistake.
  const { passkeyPublicKey: ownPublicKey = passkeyPublicKey } = going
  const isSame = going.authenticatorId === authenticatorId && (!passkeyPublicKey || passkeyPublicKey === ownPublicKey)
  return isSame ? { authenticatorId, credentialId, others } : undefined
}

/** Whether the list has neither of the passkey's ids. */
function isGone(authenticators: readonly Authenticator[], { authenticatorId, credentialId }: Going): boolean {
  return !authenticators.some((each) => each.authenticatorId === authenticatorId || each.credentialId === credentialId)
}

/** Finds the passkey in the list, which must agree with what the caller knows about it. */
function findPasskey(authenticators: readonly Authenticator[], known: KnownIds): Authenticator {
  const field = known.authenticatorId ? 'authenticatorId' : 'credentialId'
  const id = known[field] ?? ''
  const found = authenticators.filter((each) => each[field] === id)
  const [passkey] = found
  if (!passkey)
    throw new InvalidParameterError({
      parameter: field,
      value: id,
      message: `The user has no passkey with this \`${field}\`. If an earlier call removed it, pass \`expected\` to do what is left; if not, read the list again with \`listPasskeys\`.`,
    })
  if (found.length > 1)
    throw new AnswerMismatchError({ field: `user.${field}`, expected: `${id} once`, received: `${found.length} times` })
  const { credentialId, credential } = passkey
  if (known.credentialId && known.credentialId !== credentialId)
    throw new AnswerMismatchError({ field: 'credentialId', expected: known.credentialId, received: credentialId })
  matchPasskey({ passkeyPublicKey: known.passkeyPublicKey }, { passkeyPublicKey: credential.publicKey })
  return passkey
}

import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError } from '../errors/config.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { getUser } from './getUser.js'
import { matchKnownPasskeys, parseKnownPasskeys } from './knownPasskeys.js'
import { findSignals, sendSignal } from './sendSignal.js'

/** A passkey that is registered for a user. */
export type RegisteredPasskey = {
  /** Credential id, base64url without padding. */
  credentialId: string
  /** The signer's id for the passkey. */
  authenticatorId: string
  /** Name of the passkey. */
  name: string
  /** When the passkey was registered, in milliseconds since the Unix epoch. */
  createdAt: number
}

/**
 * Lists the passkeys of a user with one query. A passkey prompts once; sessions do not prompt.
 *
 * Nothing proves the list: do not remove a passkey by an id that only the list names.
 *
 * With `expected` and `rpId`, tells the browser which passkeys the user has, and with `user` how the user is called, if it has
 * the WebAuthn Signal API (https://www.w3.org/TR/webauthn-3/#sctn-signal-methods): it then stops offering the others of the same
 * `userHandle`. It is told after a list with every expected passkey only. A list that somebody has changed can still leave out
 * passkeys that the app does not know: pass all that it knows.
 *
 * @throws AnswerMismatchError if the answer is another user, or lacks a passkey of `expected`; InvalidParameterError if
 * `userId` is missing, or if `expected` is malformed or has no wallet of the user; and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, listPasskeys, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const passkeys = await listPasskeys(client, { organizationId: '<organization id>', userId: '<user id>' })
 * ```
 */
export async function listPasskeys(
  client: SignerClient,
  parameters: listPasskeys.Parameters,
): Promise<listPasskeys.ReturnType> {
  const { organizationId, userId, stamper, signal } = parameters
  const known = parseKnownPasskeys(parameters.expected, parameters)
  const listed = await getUser(client, { organizationId, userId, stamper, signal })
  matchKnownPasskeys(listed, known)
  const { authenticators } = listed
  const allAcceptedCredentialIds = authenticators.map(({ credentialId }) => credentialId)
  await signalUser({ ...parameters, allAcceptedCredentialIds, known: known ?? [] })
  return authenticators.map(({ credentialId, authenticatorId, authenticatorName, createdAt }) => ({
    credentialId,
    authenticatorId,
    name: authenticatorName,
    createdAt: Number(createdAt.seconds) * 1000,
  }))
}

export declare namespace listPasskeys {
  type Parameters = ActionParameters & {
    /** Id of the user. */
    userId: string
    /**
     * The user's wallets that the app knows, one for each passkey. Each must be listed.
     * @default no passkey is expected, and the browser is not told
     */
    expected?: readonly PasskeyWallet[] | undefined
    /**
     * RP ID with which the passkeys were registered.
     * @default the browser is not told
     */
    rpId?: string | undefined
    /**
     * The user, as the platform is to show them when they choose a passkey: from the app, never from an answer.
     * @default the platform keeps what it shows
     */
    user?:
      | {
          /** Account name, such as an email address. */
          name: string
          /**
           * Name of the person.
           * @default user.name
           */
          displayName?: string | undefined
        }
      | undefined
    /**
     * Tells the browser which passkeys a user has.
     * @default PublicKeyCredential.signalAllAcceptedCredentials
     */
    signalAcceptedFn?:
      | ((options: {
          /** RP ID with which the passkeys were registered. */
          rpId: string
          /** User handle, base64url without padding. */
          userId: string
          /** Credential ids of all the user's passkeys, base64url without padding. */
          allAcceptedCredentialIds: string[]
        }) => Promise<void>)
      | undefined
    /**
     * Tells the browser how a user is called.
     * @default PublicKeyCredential.signalCurrentUserDetails
     */
    signalDetailsFn?:
      | ((options: {
          /** RP ID with which the passkeys were registered. */
          rpId: string
          /** User handle, base64url without padding. */
          userId: string
          /** Account name. */
          name: string
          /** Name of the person. */
          displayName: string
        }) => Promise<void>)
      | undefined
  }
  type ReturnType = RegisteredPasskey[]
  type ErrorType = AnswerMismatchError | InvalidParameterError | query.ErrorType
}

/** Sends both signals for each user handle that the app knows. */
async function signalUser({
  rpId,
  user,
  known,
  allAcceptedCredentialIds,
  signalAcceptedFn = findSignals().signalAllAcceptedCredentials,
  signalDetailsFn = findSignals().signalCurrentUserDetails,
}: listPasskeys.Parameters & { known: readonly PasskeyWallet[]; allAcceptedCredentialIds: string[] }): Promise<void> {
  if (!rpId) return
  for (const userId of new Set(known.map(({ userHandle }) => userHandle))) {
    if (!userId) continue
    await sendSignal(signalAcceptedFn && (() => signalAcceptedFn({ rpId, userId, allAcceptedCredentialIds })))
    if (!user) continue
    const { name, displayName = name } = user
    await sendSignal(signalDetailsFn && (() => signalDetailsFn({ rpId, userId, name, displayName })))
  }
}

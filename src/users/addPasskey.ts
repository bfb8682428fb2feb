import type { ActionParameters } from '../actions/types.js'
import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { resolveSigner } from '../client/resolveSigner.js'
import { readPasskeyPublicKey } from '../crypto/readPasskeyPublicKey.js'
import { InvalidParameterError, type StamperMissingError, type WebCryptoUnavailableError } from '../errors/config.js'
import { toError } from '../errors/toError.js'
import { AddPasskeyError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { webAuthnStamper } from '../stampers/webAuthnStamper.js'
import type { GetFn } from '../webauthn/ceremonies.js'
import { checkRpId } from '../webauthn/checkRpId.js'
import { createPasskey } from '../webauthn/createPasskey.js'
import type { Stamper } from '../wire/stamp.js'
import { assertName } from './assertName.js'
import { createAuthenticator } from './createAuthenticator.js'
import { getUser } from './getUser.js'
import { listPasskeys } from './listPasskeys.js'
import { matchAuthenticator } from './matchAuthenticator.js'
import { matchStamp } from './matchStamp.js'
import { readUserHandle } from './readUserHandle.js'
import { requireSubtle } from './requireSubtle.js'

/**
 * Adds a passkey to a user, on this device or another. A user who loses their only passkey loses the wallet.
 *
 * Prompts once to register the passkey. If the stamper is a passkey, it prompts once more to approve the registration,
 * and once more to read the user's passkeys unless `passkeys` is set. With `verify` there is one more prompt, at the end,
 * for the new passkey: it stamps a query for the user, so that the passkey is known to work before it is relied on.
 *
 * An answer can get lost, so an {@link AddPasskeyError} may say that the passkey may have been added (`mayBeAdded`). Call again
 * with its `passkey`: a passkey that the signer has added already is returned as added. If the signer refuses to add it, or
 * waits for approval, one query of the user's passkeys tells, which is one prompt more if the stamper is a passkey.
 *
 * With `passkeys`, the registration prompt starts before the function returns its promise, so call it in the click
 * handler.
 *
 * Keep the result with the wallet, `{ ...wallet, ...added }`: {@link signIn} takes it as `expected`, and
 * {@link removePasskey} removes by `authenticatorId`, so that no list decides which passkey goes.
 *
 * @throws What {@link createPasskey} and {@link listPasskeys} throw: PasskeyAlreadyRegisteredError if the authenticator
 * already holds one of the user's passkeys. AddPasskeyError with the registered `passkey` whatever fails after that, an abort of
 * `signal` included: call again with it, or {@link discardPasskey} unless `mayBeAdded`. AddPasskeyError with `added` if it was
 * added, and `verify` did not succeed. Before any prompt: InvalidParameterError, StamperMissingError, and with `verify`
 * WebCryptoUnavailableError.
 *
 * @example
 * ```ts
 * import { addPasskey, createSignerClient, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function onAdd(wallet: PasskeyWallet) {
 *   const { organizationId, userId } = wallet
 *   const ceremony = { rp: { id: 'example.com' }, user: { name: 'anna@example.com' } }
 *   const added = await addPasskey(client, { organizationId, userId, passkeys: [wallet], ...ceremony })
 *   return { ...wallet, ...added }
 * }
 * ```
 */
export async function addPasskey(
  client: SignerClient,
  {
    organizationId,
    userId,
    stamper,
    signal,
    passkey,
    passkeys,
    authenticatorName = 'Passkey',
    verify = false,
    getFn,
    ...options
  }: addPasskey.Parameters,
): Promise<addPasskey.ReturnType> {
  let registered: readonly Pick<PasskeyWallet, 'credentialId' | 'authenticatorId'>[] | undefined = passkeys
  const malformed = passkeys?.findIndex(({ userHandle }) => userHandle && !readUserHandle(userHandle)) ?? -1
  if (malformed >= 0)
    throw new InvalidParameterError({
      parameter: `passkeys[${malformed}].userHandle`,
      value: '',
      message: '`userHandle` is not 1 to 64 bytes in base64url. Pass the wallet as it was returned.',
    })
  // The list of the user's passkeys may prompt.
  checkRpId(options.rp.id)
  // A passkey that is registered and cannot be added would stay on the device.
  const { stamper: approver } = resolveSigner(client, organizationId, stamper)
  assertId('userId', userId)
  assertName('authenticatorName', authenticatorName)
  if (verify) requireSubtle()
  const created = passkey ?? (await register())
  const { credentialId, challenge, attestation, userHandle } = created
  const kept: Passkey = { credentialId, challenge, attestation, ...(userHandle && { userHandle }) }
  const passkeyPublicKey = readPasskeyPublicKey(attestation)
  const authenticatorId = await createAuthenticator(client, {
    organizationId,
    userId,
    stamper: approver,
    signal,
    authenticatorName,
    passkey: kept,
    passkeyPublicKey,
    others: registered,
    isRetry: passkey !== undefined,
  })
  const added = { credentialId, authenticatorId, passkeyPublicKey, userHandle }
  if (!verify) return added
  try {
    await confirm(added)
  } catch (error) {
    throw new AddPasskeyError({ passkey: kept, added, cause: toError(error) })
  }
  return added

  async function register(): Promise<Passkey> {
    registered ??= await listPasskeys(client, { organizationId, userId, stamper, signal })
    const excludeCredentials = registered.map(({ credentialId }) => ({ id: credentialId, type: 'public-key' as const }))
    // The handle of the caller's own list only. Where nothing but the signer's list says what to exclude, a false one would make
    // the authenticator replace the passkey that has the handle.
    const id = options.user.id ?? passkeys?.find(({ userHandle }) => userHandle)?.userHandle
    return createPasskey({ ...options, user: { ...options.user, id }, excludeCredentials, signal })
  }

  /** The signer accepts the stamp only if the passkey is registered in this organization or its parent. */
  async function confirm(expected: addPasskey.ReturnType): Promise<void> {
    const { userVerification, timeout, rp } = options
    const allowCredentials = [{ id: credentialId, type: 'public-key' as const }]
    const newPasskey = webAuthnStamper({ rpId: rp.id, allowCredentials, userVerification, timeout, getFn })
    const stamp: Stamper['stamp'] = async (body, context) => {
      const stamped = await newPasskey.stamp(body, context)
      await matchStamp({ body, stamp: stamped }, [{ organizationId, userId, ...expected }])
      return stamped
    }
    const user = await getUser(client, { organizationId, userId, stamper: { stamp }, signal })
    matchAuthenticator(user, { credentialId, known: expected })
  }
}

export declare namespace addPasskey {
  type Parameters = ActionParameters &
    Omit<createPasskey.Parameters, 'excludeCredentials'> & {
      /** Id of the user. */
      userId: string
      /**
       * The user's passkeys: from {@link listPasskeys}, or `[wallet]` right after sign-up. An authenticator that holds
       * one of them does not make another.
       *
       * The new passkey gets the first `userHandle` among them, so that platforms show one account. Pass every passkey that you
       * know: an authenticator replaces a passkey that has this handle and is not in the list.
       * @default the result of `listPasskeys`, and a new user handle
       */
      passkeys?: readonly Pick<PasskeyWallet, 'credentialId' | 'authenticatorId' | 'userHandle'>[] | undefined
      /**
       * A passkey that is already registered, from an {@link AddPasskeyError}: no prompt to register one then. If it turns out to be
       * added already, it is returned as added.
       * @default a new passkey
       */
      passkey?: Passkey | undefined
      /**
       * Name of the passkey in lists of the user's passkeys.
       * @default 'Passkey'
       */
      authenticatorName?: string | undefined
      /**
       * Whether the new passkey must stamp a query for the user before the function returns: one prompt more. It shows
       * that the passkey works for this user, unless somebody on the way forges the answer.
       * @default false
       */
      verify?: boolean | undefined
      /**
       * Runs the ceremony of `verify` in place of the browser.
       * @default navigator.credentials.get
       */
      getFn?: GetFn | undefined
    }
  type ReturnType = {
    /** Credential id of the new passkey, base64url without padding. */
    credentialId: string
    /** The signer's id for the new passkey: as the answer says. Nothing proves it. */
    authenticatorId: string
    /**
     * Public key of the new passkey, read from its registration: COSE, base64url without padding. `undefined` if
     * `createFn` returned a registration without one.
     */
    passkeyPublicKey: string | undefined
    /** User handle of the new passkey, base64url without padding. `undefined` if `passkey` has none. */
    userHandle: string | undefined
  }
  type ErrorType =
    | createPasskey.ErrorType
    | listPasskeys.ErrorType
    | AddPasskeyError
    | InvalidParameterError
    | StamperMissingError
    | WebCryptoUnavailableError
}

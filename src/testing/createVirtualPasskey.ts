import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { abortReason } from '../errors/abortReason.js'
import { toError } from '../errors/toError.js'
import type { Ceremony } from './authenticator/ceremony.js'
import { checkOrigin } from './authenticator/checkOrigin.js'
import { checkRpId } from './authenticator/checkRpId.js'
import { createCredentialStore } from './authenticator/createCredentialStore.js'
import { createDomException } from './authenticator/createDomException.js'
import type { CredentialUpdate, SavedVirtualCredential, VirtualCredential } from './authenticator/credential.js'
import { getAssertion } from './authenticator/getAssertion.js'
import { makeCredential } from './authenticator/makeCredential.js'
import { checkBackupFlags } from './authenticator/parseSavedCredential.js'
import type { UserAction, UserAnswer } from './authenticator/userAction.js'
import type { VirtualAuthenticator } from './authenticator/virtualAuthenticator.js'
import { waitForUser } from './authenticator/waitForUser.js'

/**
 * Creates a browser page's WebAuthn API and an authenticator in software, for tests. Keys (ES256), attestation objects
 * (format `none`) and assertions are real, and made with WebCrypto in any runtime. What a browser refuses is refused
 * with the same `DOMException` name.
 *
 * The private keys are in memory, and `save` returns them in the clear. Do not use it to protect anything of value.
 *
 * @throws `SecurityError` if the origin may not use the RP ID, `EncodingError` if a field of a saved passkey is not
 * base64url, `TypeError` if WebAuthn does not work on the origin or a saved passkey was changed.
 *
 * @example
 * ```ts
 * import { webAuthnStamper } from 'viem-passkey-account'
 * import { createVirtualPasskey } from 'viem-passkey-account/testing'
 *
 * const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost:5173' })
 * const stamper = webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
 *
 * const saved = JSON.stringify(await passkey.save())
 * const samePasskey = createVirtualPasskey(JSON.parse(saved))
 * ```
 */
export function createVirtualPasskey(parameters: createVirtualPasskey.Parameters): createVirtualPasskey.ReturnType {
  const { rpId, origin, userVerification = true, credentials = [] } = parameters
  const { backupEligible = false, backedUp = false, attachment = 'platform' } = parameters
  // https://www.w3.org/TR/webauthn-3/#sctn-sign-counter
  const { signatureCounter = !backupEligible } = parameters
  const {
    transports = attachment === 'cross-platform' ? ['usb'] : backupEligible ? ['hybrid', 'internal'] : ['internal'],
  } = parameters
  checkOrigin(origin)
  checkRpId(rpId, origin)
  checkBackupFlags({ backupEligible, backedUp })

  const authenticator: VirtualAuthenticator = {
    rpId,
    origin,
    userVerification,
    backupEligible,
    backedUp,
    signatureCounter,
    attachment,
    transports: [...transports],
  }
  const store = createCredentialStore(credentials)
  const prompts: VirtualPasskeyPrompt[] = []
  const actions: Promise<UserAction>[] = []
  let isBusy = false

  async function runCeremony<response extends { id: string }>(
    prompt: VirtualPasskeyPrompt,
    signal: AbortSignal | undefined,
    run: (ceremony: Ceremony) => Promise<response>,
  ): Promise<response> {
    prompts.push(prompt)
    const action = actions.shift() ?? {}
    let started = false
    try {
      if (signal?.aborted) throw abortReason(signal)
      // As in Chromium. Other browsers end the first ceremony; none runs two at a time.
      if (isBusy) throw createDomException('OperationError', 'A ceremony is already running.')
      started = isBusy = true
      const response = await run({
        authenticator,
        store,
        signal,
        waitForUser: (timeout) => waitForUser({ action, timeout, signal }),
      })
      prompt.outcome = 'approved'
      prompt.credentialId = response.id
      return response
    } catch (error) {
      prompt.outcome = toError(error).name
      throw error
    } finally {
      if (started) isBusy = false
    }
  }

  return {
    prompts,
    credentials: store.credentials,
    createFn: (options, { signal } = {}) =>
      runCeremony({ type: 'create', options, outcome: 'open' }, signal, (ceremony) =>
        makeCredential(options, ceremony),
      ),
    getFn: (options, { payload, signal } = {}) =>
      runCeremony({ type: 'get', options, payload, outcome: 'open' }, signal, (ceremony) =>
        getAssertion(options, ceremony),
      ),
    next(action): void {
      actions.push(Promise.resolve(action).then(toAction))
    },
    update: store.update,
    remove: store.remove,
    save: async () => ({ ...authenticator, credentials: await store.save() }),
  }
}

function toAction(action: UserAnswer | UserAction): UserAction {
  return typeof action === 'string' ? { answer: action } : action
}

/** A ceremony, and how it ended. */
export type VirtualPasskeyPrompt = (
  | {
      /** A registration. */
      type: 'create'
      /** The options of the page. */
      options: PublicKeyCredentialCreationOptionsJSON
    }
  | {
      /** A request to sign. */
      type: 'get'
      /** The options of the page. */
      options: PublicKeyCredentialRequestOptionsJSON
      /** The exact body of the request that is stamped, if the caller passed it. */
      payload?: string | undefined
    }
) & {
  /** `open` while it runs, then `approved` or the name of the exception: `NotAllowedError`, `AbortError` and so on. */
  outcome: string
  /** Credential id of the passkey that was registered or that signed, base64url without padding. */
  credentialId?: string
}

/** A virtual passkey as plain JSON, with private keys in the clear. Pass it to {@link createVirtualPasskey}. */
export type SavedVirtualPasskey = VirtualAuthenticator & {
  /** The passkeys on the authenticator, oldest first. */
  credentials: SavedVirtualCredential[]
}

/** A virtual passkey: the functions that replace the browser's, and the user's side. */
export type VirtualPasskey = {
  /** Registers a passkey, in place of `navigator.credentials.create`. Needs no `this`. */
  createFn: (
    options: PublicKeyCredentialCreationOptionsJSON,
    context?: {
      /** Ends the prompt. */
      signal?: AbortSignal | undefined
    },
  ) => Promise<RegistrationResponseJSON>
  /** Signs, in place of `navigator.credentials.get`. Needs no `this`. */
  getFn: (
    options: PublicKeyCredentialRequestOptionsJSON,
    context?: {
      /** The exact body of the request that is stamped. It is recorded in `prompts`. */
      payload?: string | undefined
      /** Ends the prompt. */
      signal?: AbortSignal | undefined
    },
  ) => Promise<AuthenticationResponseJSON>
  /** All ceremonies so far, oldest first. A ceremony is added before `createFn` or `getFn` returns its promise. */
  readonly prompts: readonly Readonly<VirtualPasskeyPrompt>[]
  /** The passkeys on the authenticator, oldest first, without their private keys. */
  readonly credentials: readonly Readonly<VirtualCredential>[]
  /**
   * Sets what the user does at the next prompt; calls queue up. By default, the user approves with the newest passkey
   * that matches. With a promise, the prompt stays open until it resolves.
   */
  next(action: UserAnswer | UserAction | Promise<UserAnswer | UserAction>): void
  /**
   * Changes a passkey's signature counter or flag BS.
   *
   * @throws `TypeError` if the passkey does not exist or the value is not possible.
   */
  update(credentialId: string, changes: CredentialUpdate): void
  /** Deletes a passkey, as a user can. Returns whether it existed. */
  remove(credentialId: string): boolean
  /**
   * Returns settings and passkeys as plain JSON, with private keys in the clear. `prompts` and the queue of `next` are
   * not included.
   */
  save(): Promise<SavedVirtualPasskey>
}

export declare namespace createVirtualPasskey {
  type Parameters = {
    /**
     * RP ID of the app under test. A ceremony with another one is refused with a `SecurityError`, even if a browser
     * would allow it for the origin: in a test it is a mistake.
     */
    rpId: string
    /**
     * Origin of the page, without path and trailing slash: `https://app.example.com`. A native Android app has
     * `android:apk-key-hash:<hash>`.
     */
    origin: string
    /**
     * Whether the authenticator can verify its user. If it can, it does, unless the options discourage it.
     * @default true
     */
    userVerification?: boolean | undefined
    /**
     * Whether new passkeys can be synced: flag BE.
     * @default false
     */
    backupEligible?: boolean | undefined
    /**
     * Whether new passkeys are synced: flag BS. Requires `backupEligible`.
     * @default false
     */
    backedUp?: boolean | undefined
    /**
     * Whether the authenticator counts signatures, else the counter stays at 0. Providers that sync passkeys do not count.
     * @default false with `backupEligible`, else true
     */
    signatureCounter?: boolean | undefined
    /**
     * Whether the authenticator is part of the device (`platform`) or a security key (`cross-platform`).
     * @default 'platform'
     */
    attachment?: 'platform' | 'cross-platform' | undefined
    /**
     * Transports in the response to a registration.
     * @default ['usb'] for a security key, ['hybrid', 'internal'] with `backupEligible`, else ['internal']
     */
    transports?: readonly string[] | undefined
    /**
     * Passkeys that are on the authenticator from the start, as returned by `save`.
     * @default []
     */
    credentials?: readonly SavedVirtualCredential[] | undefined
  }
  type ReturnType = VirtualPasskey
  type ErrorType = TypeError | DOMException
}

import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import type { Ceremony } from './authenticator/ceremony.js'
import { checkOrigin, checkRpId } from './authenticator/checkRpId.js'
import {
  credentialStore,
  type SavedVirtualCredential,
  type VirtualCredential,
} from './authenticator/credentialStore.js'
import { domException } from './authenticator/domException.js'
import { getAssertion } from './authenticator/getAssertion.js'
import { makeCredential } from './authenticator/makeCredential.js'
import { type UserAnswer, userAnswer } from './authenticator/userAnswer.js'

/**
 * A browser page and its authenticator in software, for tests: real ES256 keys, attestation objects (format `none`) and assertions,
 * made with WebCrypto in any runtime. It refuses what a browser refuses, with the same `DOMException` names.
 *
 * Its private keys lie in memory and can be saved in the clear. Never use it for anything of value.
 *
 * @param parameters.rpId The RP ID of the app under test. A ceremony for another one is refused with a `SecurityError`,
 *   also where a browser would let the origin claim it: in a test that is a mistake.
 * @param parameters.origin The page's origin, such as `https://app.example.com`: no path, no trailing slash.
 *   `android:apk-key-hash:…` stands for a native app.
 * @param parameters.userVerification Whether it can verify its user; `true` unless said. It does so unless the ceremony discourages it.
 * @param parameters.backupEligible Flag BE of new credentials (a synced passkey); `false` unless said.
 * @param parameters.backedUp Flag BS of new credentials, only with `backupEligible`; `false` unless said.
 * @param parameters.credentials Passkeys saved before with `save`.
 * @throws `SecurityError` when the origin cannot claim the RP ID; `TypeError` when the origin is none WebAuthn runs on.
 *
 * @example
 * const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost:5173' })
 * const stamper = webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
 */
export function createVirtualPasskey(parameters: createVirtualPasskey.Parameters): VirtualPasskey {
  const { rpId, origin, userVerification = true, backupEligible = false, backedUp = false } = parameters
  checkOrigin(origin)
  checkRpId(rpId, origin)
  if (backedUp && !backupEligible) throw new TypeError('Only a passkey that is backupEligible can be backedUp.')

  const store = credentialStore(parameters.credentials ?? [])
  const prompts: VirtualPasskeyPrompt[] = []
  const answers: (UserAnswer | Promise<UserAnswer>)[] = []
  let running = false

  async function run<result>(
    signal: AbortSignal | undefined,
    ceremony: (context: Ceremony) => Promise<result>,
  ): Promise<result> {
    const answer = answers.shift() ?? 'approve'
    signal?.throwIfAborted()
    // As Chromium does. Other browsers end the first one instead; a page cannot have two anywhere.
    if (running) throw domException('OperationError', 'A ceremony is already running.')
    running = true
    try {
      return await ceremony({
        rpId,
        origin,
        store,
        userVerification,
        backupEligible,
        backedUp,
        signal,
        userAnswers: (timeout) => userAnswer({ answer, timeout, signal }),
      })
    } finally {
      running = false
    }
  }

  return {
    prompts,
    credentials: store.credentials,
    createFn(options, { signal } = {}) {
      prompts.push({ type: 'create', options })
      return run(signal, (context) => makeCredential(options, context))
    },
    getFn(options, { payload, signal } = {}) {
      prompts.push({ type: 'get', options, payload })
      return run(signal, (context) => getAssertion(options, context))
    },
    next(answer): void {
      answers.push(answer)
    },
    remove: store.remove,
    save: store.save,
  }
}

/** One call of `createFn` or `getFn`, whatever became of it. */
export type VirtualPasskeyPrompt =
  | { type: 'create'; options: PublicKeyCredentialCreationOptionsJSON }
  | {
      type: 'get'
      options: PublicKeyCredentialRequestOptionsJSON
      /** What is being stamped: the exact body of the request. */
      payload: string | undefined
    }

export type VirtualPasskey = {
  /** Registers. Takes the place of `navigator.credentials.create`; works detached. */
  createFn: (
    options: PublicKeyCredentialCreationOptionsJSON,
    context?: { signal?: AbortSignal | undefined },
  ) => Promise<RegistrationResponseJSON>
  /** Signs. Takes the place of `navigator.credentials.get`; works detached. */
  getFn: (
    options: PublicKeyCredentialRequestOptionsJSON,
    context?: { payload?: string | undefined; signal?: AbortSignal | undefined },
  ) => Promise<AuthenticationResponseJSON>
  /** Every ceremony so far, oldest first; grows before `createFn` or `getFn` returns its promise. */
  readonly prompts: readonly VirtualPasskeyPrompt[]
  /** The passkeys it holds now, oldest first, without their keys. */
  readonly credentials: readonly Readonly<VirtualCredential>[]
  /**
   * Says what the user does at the next ceremony that has no answer yet; they approve unless told otherwise.
   * `'cancel'` dismisses it (`NotAllowedError`), `'ignore'` leaves it open until its `timeout` or signal ends it,
   * and a promise is a slow user: the prompt stays open until it resolves.
   */
  next(answer: UserAnswer | Promise<UserAnswer>): void
  /** Deletes a passkey, as its user can at any time. Returns whether it was there. */
  remove(credentialId: string): boolean
  /** All passkeys with their private keys in the clear, as plain JSON, for `createVirtualPasskey({ …, credentials })`. */
  save(): Promise<SavedVirtualCredential[]>
}

export declare namespace createVirtualPasskey {
  type Parameters = {
    rpId: string
    origin: string
    userVerification?: boolean | undefined
    backupEligible?: boolean | undefined
    backedUp?: boolean | undefined
    credentials?: readonly SavedVirtualCredential[] | undefined
  }
  type ReturnType = VirtualPasskey
  type ErrorType = TypeError | DOMException
}

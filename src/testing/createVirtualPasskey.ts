import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import type { Ceremony } from './authenticator/ceremony.js'
import { checkOrigin, checkRpId } from './authenticator/checkRpId.js'
import {
  type CredentialUpdate,
  checkBackup,
  credentialStore,
  type SavedVirtualCredential,
  type VirtualCredential,
} from './authenticator/credentialStore.js'
import { domException } from './authenticator/domException.js'
import { getAssertion } from './authenticator/getAssertion.js'
import { makeCredential } from './authenticator/makeCredential.js'
import { type UserAction, type UserAnswer, userAnswer } from './authenticator/userAnswer.js'
import type { VirtualAuthenticator } from './authenticator/virtualAuthenticator.js'

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
 * @param parameters.signatureCounter Whether it counts signatures; `true` unless said. Synced passkeys stay at 0.
 * @param parameters.attachment `platform` (the page's own device) unless said, or `cross-platform` (a security key).
 * @param parameters.transports What registrations say of how to reach it; what fits `attachment` and `backupEligible` unless said.
 * @param parameters.credentials Passkeys that are on it from the start. What `save` returns has them and everything above.
 * @throws `SecurityError` when the origin cannot claim the RP ID; `EncodingError` when a field of a saved passkey is not base64url;
 *   `TypeError` when the origin is none WebAuthn runs on, or when what was saved has been changed.
 *
 * @example
 * const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost:5173' })
 * const stamper = webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
 * const saved = JSON.stringify(await passkey.save())
 * const again = createVirtualPasskey(JSON.parse(saved))
 */
export function createVirtualPasskey(parameters: createVirtualPasskey.Parameters): VirtualPasskey {
  const { rpId, origin, userVerification = true, signatureCounter = true, credentials = [] } = parameters
  const { backupEligible = false, backedUp = false, attachment = 'platform' } = parameters
  const {
    transports = attachment === 'cross-platform' ? ['usb'] : backupEligible ? ['hybrid', 'internal'] : ['internal'],
  } = parameters
  checkOrigin(origin)
  checkRpId(rpId, origin)
  checkBackup({ backupEligible, backedUp })

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
  const store = credentialStore(credentials)
  const prompts: VirtualPasskeyPrompt[] = []
  const actions: (UserAction | Promise<UserAction>)[] = []
  let running = false

  async function run<response extends { id: string }>(
    prompt: VirtualPasskeyPrompt,
    signal: AbortSignal | undefined,
    ceremony: (context: Ceremony) => Promise<response>,
  ): Promise<response> {
    prompts.push(prompt)
    const action = actions.shift() ?? {}
    let ours = false
    try {
      signal?.throwIfAborted()
      // As Chromium does. Other browsers end the first one instead; a page cannot have two anywhere.
      if (running) throw domException('OperationError', 'A ceremony is already running.')
      ours = running = true
      const userActs: Ceremony['userActs'] = (timeout) => userAnswer({ action, timeout, signal })
      const response = await ceremony({ authenticator, store, signal, userActs })
      prompt.outcome = 'approved'
      prompt.credentialId = response.id
      return response
    } catch (error) {
      prompt.outcome = error instanceof Error ? error.name : 'Error'
      throw error
    } finally {
      if (ours) running = false
    }
  }

  return {
    prompts,
    credentials: store.credentials,
    createFn: (options, { signal } = {}) =>
      run({ type: 'create', options, outcome: 'open' }, signal, (context) => makeCredential(options, context)),
    getFn: (options, { payload, signal } = {}) =>
      run({ type: 'get', options, payload, outcome: 'open' }, signal, (context) => getAssertion(options, context)),
    next(action): void {
      actions.push(action instanceof Promise ? action.then(toAction) : toAction(action))
    },
    update: store.update,
    remove: store.remove,
    save: async () => ({ ...authenticator, credentials: await store.save() }),
  }
}

function toAction(action: UserAnswer | UserAction): UserAction {
  return typeof action === 'string' ? { answer: action } : action
}

/** One ceremony, whatever became of it. */
export type VirtualPasskeyPrompt = (
  | { type: 'create'; options: PublicKeyCredentialCreationOptionsJSON }
  | {
      type: 'get'
      options: PublicKeyCredentialRequestOptionsJSON
      /** What is being stamped: the exact body of the request. */
      payload?: string | undefined
    }
) & {
  /** `open`, then `approved` or the name of the exception that it ended with, such as `NotAllowedError`. */
  outcome: string
  /** The passkey that was made or that signed, base64url. */
  credentialId?: string
}

/** A virtual passkey as plain JSON, private keys in the clear: {@link createVirtualPasskey} takes it as it is. */
export type SavedVirtualPasskey = VirtualAuthenticator & { credentials: SavedVirtualCredential[] }

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
  readonly prompts: readonly Readonly<VirtualPasskeyPrompt>[]
  /** The passkeys it holds now, oldest first, without their keys. */
  readonly credentials: readonly Readonly<VirtualCredential>[]
  /**
   * Says what the user does at the next ceremony for which nothing is said yet; they approve, with the newest passkey that fits, unless told
   * otherwise. A promise is a slow user: the prompt stays open until it resolves.
   */
  next(action: UserAnswer | UserAction | Promise<UserAnswer | UserAction>): void
  /** Sets a passkey's signature counter or its flag BS. @throws TypeError when it is not there, or cannot be so. */
  update(credentialId: string, changes: CredentialUpdate): void
  /** Deletes a passkey, as its user can at any time. Returns whether it was there. */
  remove(credentialId: string): boolean
  /**
   * The authenticator and its passkeys with their private keys in the clear, as plain JSON. `prompts` and what `next` said are the test's and
   * stay behind.
   */
  save(): Promise<SavedVirtualPasskey>
}

export declare namespace createVirtualPasskey {
  type Parameters = { rpId: string; origin: string } & {
    [name in keyof SavedVirtualPasskey]?: Readonly<SavedVirtualPasskey[name]> | undefined
  }
  type ReturnType = VirtualPasskey
  type ErrorType = TypeError | DOMException
}

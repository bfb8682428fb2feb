import type { CDPSession, Page } from '@playwright/test'
import type { SavedVirtualCredential, UserAction, UserAnswer, VirtualPasskeyPrompt } from 'viem-passkey-account/testing'
import { promptExceptions } from '../authenticator/userAction.js'
import { readCredentials, toBase64, toCdpCredential } from './cdpCredential.js'
import type { CeremonyPlan } from './watchCeremonies.js'
import { watchPage } from './watchPage.js'

/** The authenticator of a page, and its user. */
export type PagePasskey = {
  /** All ceremonies of the page so far, oldest first. A ceremony is added before the browser sees it. */
  readonly prompts: readonly Readonly<VirtualPasskeyPrompt>[]
  /**
   * Sets what the user does at the next prompt; calls queue up. By default, the user approves. With a promise, the
   * prompt stays open until it resolves.
   *
   * If several passkeys match, Chromium picks one, unless `credentialId` names it. `deletedCredential` deletes that
   * one, or all that match. With `userVerified: false`, Chromium also ends ceremonies that only prefer user
   * verification.
   */
  next(action: UserAnswer | UserAction | Promise<UserAnswer | UserAction>): void
  /**
   * The user picks a passkey in the autofill of a text field. Waits until the page has armed it. Until then, autofill stays open
   * and is not in `prompts`.
   *
   * @param credentialId - Credential id of the passkey, base64url without padding. By default, Chromium picks one.
   */
  pickInAutofill(credentialId?: string): Promise<void>
  /** Returns the passkeys on the authenticator, with private keys in the clear. */
  credentials(): Promise<SavedVirtualCredential[]>
  /** Deletes a passkey by its credential id (base64url without padding), as a user can. */
  remove(credentialId: string): Promise<void>
  /** DevTools session, for all other commands: https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/ */
  cdp: CDPSession
  /** Id of the authenticator in that session. */
  authenticatorId: string
}

/**
 * Gives a page in Chromium a virtual authenticator whose user approves every prompt: real WebAuthn, no dialogs. The
 * authenticator belongs to this page and stays when the page navigates. Add one per page; to add more, use `cdp`.
 * Also works with `playwright-core`.
 *
 * @param page - A page. Call this before the page loads: earlier ceremonies are not recorded.
 * @throws Playwright's error if the browser is not Chromium.
 *
 * @example
 * ```ts
 * import { test } from '@playwright/test'
 * import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
 *
 * test('a dismissed prompt', async ({ page }) => {
 *   const passkey = await addVirtualAuthenticator(page)
 *   await page.goto('/')
 *   passkey.next('cancel')
 *   await page.getByRole('button', { name: 'Sign' }).click()
 * })
 * ```
 */
export async function addVirtualAuthenticator(
  page: Page,
  parameters: addVirtualAuthenticator.Parameters = {},
): Promise<addVirtualAuthenticator.ReturnType> {
  const { transport = 'internal', hasResidentKey = true, hasUserVerification = true } = parameters
  const { backupEligible = false, backedUp = false, credentials = [] } = parameters
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey,
      hasUserVerification,
      isUserVerified: hasUserVerification,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: backupEligible,
      defaultBackupState: backedUp,
    },
  })
  for (const credential of credentials)
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: toCdpCredential(credential) })

  const actions: Promise<UserAnswer | UserAction>[] = []
  const remove = async (credentialId: string): Promise<void> => {
    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: toBase64(credentialId) })
  }
  const setUserPresent = async (enabled: boolean): Promise<void> => {
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  }
  const setUserVerified = async (isUserVerified: boolean): Promise<void> => {
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  }

  async function findMatching({ options }: VirtualPasskeyPrompt): Promise<string[]> {
    const ids = (await readCredentials(cdp, authenticatorId)).map(({ credentialId }) => credentialId)
    const { allowCredentials = [] } = 'allowCredentials' in options ? options : {}
    return allowCredentials.length === 0
      ? ids
      : ids.filter((id) => allowCredentials.some((descriptor) => descriptor.id === id))
  }

  // Restores the authenticator after a ceremony for which it was changed.
  const resets: (() => Promise<void>)[] = []
  async function end(): Promise<void> {
    for (const reset of resets.splice(0)) await reset()
  }
  async function plan(prompt: VirtualPasskeyPrompt): Promise<CeremonyPlan> {
    // The previous ceremony has not ended if its page was left during it.
    await end()
    const action = await (actions.shift() ?? 'approve')
    const {
      answer = 'approve',
      credentialId,
      userVerified,
      after = 0,
    } = typeof action === 'string' ? { answer: action } : action
    if (after > 0) await new Promise((resolve) => setTimeout(resolve, after))
    // The ceremony timed out or was aborted meanwhile. Changes would affect the next one.
    if (prompt.outcome !== 'open') return {}
    const exception = promptExceptions[answer]
    if (exception) return { exception }
    if (answer === 'deletedCredential' && prompt.type === 'get')
      for (const id of credentialId ? [credentialId] : await findMatching(prompt)) await remove(id)
    if (answer === 'ignore') {
      // First, since the ceremony may end meanwhile.
      resets.push(() => setUserPresent(true))
      await setUserPresent(false)
    }
    if (userVerified !== undefined) {
      resets.push(() => setUserVerified(hasUserVerification))
      await setUserVerified(userVerified)
    }
    return { credentialId }
  }

  const { prompts, pick } = await watchPage(page, { plan, end })
  return {
    prompts,
    pickInAutofill: pick,
    next(action): void {
      actions.push(Promise.resolve(action))
    },
    credentials: () => readCredentials(cdp, authenticatorId),
    remove,
    cdp,
    authenticatorId,
  }
}

export declare namespace addVirtualAuthenticator {
  type Parameters = {
    /**
     * How the authenticator is connected. `internal` is part of the device.
     * @default 'internal'
     */
    transport?: 'ble' | 'internal' | 'nfc' | 'usb' | undefined
    /**
     * Whether the authenticator can store discoverable passkeys.
     * @default true
     */
    hasResidentKey?: boolean | undefined
    /**
     * Whether the authenticator can verify its user.
     * @default true
     */
    hasUserVerification?: boolean | undefined
    /**
     * Whether new passkeys can be synced: flag BE.
     * @default false
     */
    backupEligible?: boolean | undefined
    /**
     * Whether new passkeys are synced: flag BS.
     * @default false
     */
    backedUp?: boolean | undefined
    /**
     * Passkeys that are on the authenticator from the start, as returned by `credentials()` of another page or by
     * `save()` of a virtual passkey.
     * @default []
     */
    credentials?: readonly SavedVirtualCredential[] | undefined
  }
  type ReturnType = PagePasskey
}

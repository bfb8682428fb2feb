import type { CDPSession, Page } from '@playwright/test'
import type { SavedVirtualCredential, UserAction, UserAnswer, VirtualPasskeyPrompt } from 'viem-passkey-account/testing'
import { userEndings } from '../authenticator/userAnswer.js'
import { readCredentials, toBase64, toCdpCredential } from './cdpCredential.js'
import type { CeremonyPlan } from './watchCeremonies.js'
import { watchPage } from './watchPage.js'

/** The authenticator of one page, and its user. */
export type PagePasskey = {
  /** Every ceremony of the page so far, oldest first; each is here before the browser sees it. */
  readonly prompts: readonly Readonly<VirtualPasskeyPrompt>[]
  /**
   * Says what the user does at the next ceremony for which nothing is said yet; they approve unless told otherwise. A promise is a slow user.
   * Of several passkeys that fit Chromium takes one, unless `credentialId` says which; `deletedCredential` deletes that one, or all that fit.
   * Chromium ends a ceremony that prefers its user verified when they are not.
   */
  next(action: UserAnswer | UserAction | Promise<UserAnswer | UserAction>): void
  /** The passkeys on it, with their private keys in the clear. */
  credentials(): Promise<SavedVirtualCredential[]>
  /** Deletes a passkey (base64url), as its user can at any time. */
  remove(credentialId: string): Promise<void>
  /** For what is not above: https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/ */
  cdp: CDPSession
  authenticatorId: string
}

/**
 * Gives a page of Chromium an authenticator whose user is there and says yes: real WebAuthn, no dialogs. It belongs to this page alone and
 * stays when the page goes elsewhere. Works with `playwright-core` as well. One for each page; others are plugged in over `cdp`.
 *
 * @param page A page, best before it loads anything: what it calls before is not seen.
 * @param parameters.transport How it is reached; `internal`, the device itself, unless said.
 * @param parameters.hasResidentKey Whether it can hold discoverable passkeys; it can unless said.
 * @param parameters.hasUserVerification Whether it can verify its user; it can unless said.
 * @param parameters.backupEligible Flag BE of new passkeys; `false` unless said.
 * @param parameters.backedUp Flag BS of new passkeys; `false` unless said.
 * @param parameters.credentials Passkeys that are on it from the start: what another page's `credentials()` or a virtual passkey's `save()`
 *   gave.
 * @throws Playwright's own error where the page is not Chromium's.
 *
 * @example
 * const passkey = await addVirtualAuthenticator(page)
 * passkey.next('cancel')
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

  async function readFitting({ options }: VirtualPasskeyPrompt): Promise<string[]> {
    const ids = (await readCredentials(cdp, authenticatorId)).map(({ credentialId }) => credentialId)
    const { allowCredentials = [] } = 'allowCredentials' in options ? options : {}
    return allowCredentials.length === 0
      ? ids
      : ids.filter((id) => allowCredentials.some((allowed) => allowed.id === id))
  }

  const undo: (() => Promise<void>)[] = []
  async function end(): Promise<void> {
    for (const step of undo.splice(0)) await step()
  }
  async function plan(prompt: VirtualPasskeyPrompt): Promise<CeremonyPlan> {
    // Of a ceremony whose page was left in the middle.
    await end()
    const action = await (actions.shift() ?? 'approve')
    const {
      answer = 'approve',
      credentialId,
      userVerified,
      after = 0,
    } = typeof action === 'string' ? { answer: action } : action
    if (after > 0) await new Promise((resolve) => setTimeout(resolve, after))
    // Over before its user answered: what they would have done must not reach the next one.
    if (prompt.outcome !== 'open') return {}
    const [name, message = ''] = userEndings[answer] ?? []
    if (name !== undefined) return { exception: { name, message } }
    // A registration has no passkey yet that could be deleted, and goes on.
    if (answer === 'deletedCredential' && prompt.type === 'get')
      for (const id of credentialId ? [credentialId] : await readFitting(prompt)) await remove(id)
    if (answer === 'ignore') {
      await setUserPresent(false)
      undo.push(() => setUserPresent(true))
    }
    if (userVerified !== undefined) {
      await setUserVerified(userVerified)
      undo.push(() => setUserVerified(hasUserVerification))
    }
    return { credentialId }
  }

  return {
    prompts: await watchPage(page, { plan, end }),
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
    transport?: 'ble' | 'internal' | 'nfc' | 'usb' | undefined
    hasResidentKey?: boolean | undefined
    hasUserVerification?: boolean | undefined
    backupEligible?: boolean | undefined
    backedUp?: boolean | undefined
    credentials?: readonly SavedVirtualCredential[] | undefined
  }
  type ReturnType = PagePasskey
}

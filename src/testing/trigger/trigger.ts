import * as triggers from './triggers.js'

type Triggers = typeof triggers

/** The type of {@link trigger}. */
export interface Trigger extends Triggers {}

/**
 * One function per error class that an app can meet, named like the class: after it, the next matching action fails
 * with exactly that error.
 *
 * Errors of a signer, a passkey or a page: await the function, then run the action. Mistakes in the code: the function
 * returns the wrong value to pass.
 *
 * @example
 * ```ts
 * import { trigger } from 'viem-passkey-account/testing'
 * import { createTestWallet } from 'viem-passkey-account/testing/node'
 *
 * const { account, passkey, signer } = await createTestWallet()
 * await trigger.PasskeyCancelledError({ passkey })
 * await trigger.SignerUnreachableError({ signer })
 * await account.signMessage({ message: 'hello' }) // Throws PasskeyCancelledError.
 * ```
 */
export const trigger: Trigger = triggers

import type { ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import type { WalletAccountParams } from '../wire/params.js'
import type { Stamper } from '../wire/stamp.js'

/** Parameters that every action takes. */
export type ActionParameters = {
  /** The organization to which the request goes: the user's sub-organization, or the parent. */
  organizationId: string
  /**
   * Stamps the request.
   * @default client.stamper
   */
  stamper?: Stamper | undefined
  /** Aborts the prompt, the request and the polling. The action then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** An intent that derives the accounts of a new wallet. */
export type WithDefaultAccounts<intent extends { accounts: WalletAccountParams[] }> = Omit<intent, 'accounts'> & {
  /**
   * Accounts to derive. May be empty.
   * @default [ethereumAccount]
   */
  accounts?: intent['accounts'] | undefined
}

/** Parameters that every action that signs takes. */
export type SigningParameters = ActionParameters & {
  /**
   * Approves the activity if the signer asks for another authenticator of the same user, such as a passkey beside a session.
   * @default undefined, the action throws {@link ActivityAuthenticatorsNeededError}
   */
  approver?: Stamper | undefined
}

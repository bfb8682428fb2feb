import type { Stamper } from '../wire/stamp.js'
import type { SignItem } from './signItem.js'

/** What is to be signed: one item, or all of a `signMany`. */
export type StepUpRequest =
  | SignItem
  | {
      /** The items of a `signMany`. */
      items: readonly SignItem[]
    }

/**
 * A second authenticator of the user, beside the stamper of the account: the passkey beside a session. Whether a signature
 * needs it is for the signer to decide, by its MFA policies.
 */
export type StepUp = {
  /**
   * Stamps with the passkey. It approves what the account's stamper has stamped only if one of the two does not prompt, so set
   * `prompts: false` on a stamper of another library that does not.
   */
  stamper: Stamper
  /**
   * Whether the passkey stamps the request at once, so that its prompt starts in the click. The account's stamper then
   * approves if the signer asks for it. Otherwise the account's stamper stamps, and the passkey approves if the signer asks
   * for it: a prompt after a round trip.
   *
   * It decides when the user is prompted, and protects nothing: what a session may sign alone, the signer's policies say.
   *
   * @default never
   */
  when?: ((request: StepUpRequest) => boolean) | undefined
}

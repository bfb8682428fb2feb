import { PasskeyAccountError } from 'viem-passkey-account'

const messages = {
  NOT_FOUND:
    'Anvil was not found. Install it with `npm i -D @foundry-rs/anvil`, or install Foundry and put `anvil` on the PATH.',
  ENDED: 'Anvil stopped before it was ready. Its output is below: fix what it reports.',
  FOREIGN: 'Another program answers in place of Anvil. Choose another `port`.',
}

/** Anvil could not be started. */
export class AnvilStartError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'AnvilStartError'
  }
  /**
   * Why Anvil could not be started:
   *
   * - `NOT_FOUND`: there is no Anvil.
   * - `ENDED`: it stopped before it was ready. `details` is what it printed.
   * - `FOREIGN`: another program, or a node of another chain, answers at its address.
   */
  declare readonly code: 'NOT_FOUND' | 'ENDED' | 'FOREIGN'

  constructor(fields: AnvilStartError.Parameters) {
    super(messages[fields.code], fields)
  }
}

export declare namespace AnvilStartError {
  type Parameters = {
    /** Why Anvil could not be started. */
    code: 'NOT_FOUND' | 'ENDED' | 'FOREIGN'
    /** What Anvil printed, or what answers in its place. */
    details: string
    /** What the request to Anvil threw. */
    cause?: Error | undefined
  }
}

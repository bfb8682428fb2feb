import { PasskeyAccountError } from 'viem-passkey-account'

/** Anvil does not run. `code` says whether it was found, and `details` is what it said. */
export class AnvilStartError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'AnvilStartError'
  }
  /** `NOT_FOUND`: no Anvil here. `ENDED`: it ended before it listened. `FOREIGN`: another chain answers at its address. */
  declare readonly code: 'NOT_FOUND' | 'ENDED' | 'FOREIGN'
  constructor(code: AnvilStartError['code'], details: string, cause?: Error | undefined) {
    super(
      code === 'NOT_FOUND'
        ? 'There is no Anvil here. Install it: `npm i -D @foundry-rs/anvil`, or Foundry, whose `anvil` has to be on the PATH.'
        : 'Anvil did not start. Mend what it says below.',
      { code, details, cause },
    )
  }
}

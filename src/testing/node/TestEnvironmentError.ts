import { PasskeyAccountError } from 'viem-passkey-account'

/** The test environment lacks globals that browsers and Node have. */
export class TestEnvironmentError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'TestEnvironmentError'
  }
  /** Names of the globals that are missing, such as `crypto.subtle`. */
  declare readonly missing: readonly string[]

  constructor({ missing }: TestEnvironmentError.Parameters) {
    super(
      `This test environment lacks ${missing.join(', ')}. Use Jest's "node" environment, or give its jsdom the globals of Node: docs/testing.md shows how, under "Jest".`,
      { missing },
    )
  }
}

export declare namespace TestEnvironmentError {
  type Parameters = {
    /** Names of the globals that are missing, such as `crypto.subtle`. */
    missing: readonly string[]
  }
}

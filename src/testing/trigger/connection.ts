import { plan, planForEveryTry, type SignerTriggerParameters } from './targets.js'

/** The next activity does not reach the signer, and neither do its retries. */
export function SignerUnreachableError(parameters: SignerUnreachableError.Parameters): Promise<void> {
  return planForEveryTry(parameters, { kind: 'cut', when: 'before' })
}

export declare namespace SignerUnreachableError {
  type Parameters = SignerTriggerParameters
}

/**
 * The connection breaks in the middle of the next answer, and of those to its retries. The signer has executed the
 * activity.
 */
export function SignerConnectionLostError(parameters: SignerConnectionLostError.Parameters): Promise<void> {
  return planForEveryTry(parameters, { kind: 'halfBody' })
}

export declare namespace SignerConnectionLostError {
  type Parameters = SignerTriggerParameters
}

/** The signer answers the next activity, and its retries, too late. It has executed the activity. */
export function SignerTimeoutError({ ms = 11_000, ...parameters }: SignerTimeoutError.Parameters): Promise<void> {
  return planForEveryTry(parameters, { kind: 'slow', ms })
}

export declare namespace SignerTimeoutError {
  type Parameters = SignerTriggerParameters & {
    /**
     * How long the answer takes, in milliseconds. Choose more than the client's `timeout`.
     *
     * @default 11_000
     */
    ms?: number
  }
}

/** A gateway answers the next activity with an HTML page. */
export function SignerAnswerError(parameters: SignerAnswerError.Parameters): Promise<void> {
  return plan(parameters, { kind: 'html', status: 404 })
}

export declare namespace SignerAnswerError {
  type Parameters = SignerTriggerParameters
}

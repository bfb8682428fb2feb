import { type FaultScope, type FaultTarget, plan, planForEveryTry } from './targets.js'

type Parameters = FaultScope & { signer: FaultTarget }

/** The next activity reaches no signer, however often it is sent again. */
export function SignerUnreachableError(parameters: Parameters): Promise<void> {
  return planForEveryTry(parameters, { kind: 'cut', when: 'before' })
}

/** The connection breaks in the middle of the next answer, however often it is asked for. What was asked has been done. */
export function SignerConnectionLostError(parameters: Parameters): Promise<void> {
  return planForEveryTry(parameters, { kind: 'halfBody' })
}

/**
 * The next activity is answered too late, however often it is sent again. What was asked has been done.
 *
 * @param parameters.ms How late, in milliseconds: more than the `timeout` of the client, which is 10,000 unless given. 11,000 unless said.
 */
export function SignerTimeoutError({ ms = 11_000, ...parameters }: SignerTimeoutError.Parameters): Promise<void> {
  return planForEveryTry(parameters, { kind: 'slow', ms })
}

export declare namespace SignerTimeoutError {
  type Parameters = FaultScope & { signer: FaultTarget; ms?: number }
}

/** A page of some gateway answers the next activity in the signer's place. */
export function SignerAnswerError(parameters: Parameters): Promise<void> {
  return plan(parameters, { kind: 'html', status: 404 })
}

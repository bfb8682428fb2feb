import { type FaultScope, type FaultTarget, plan } from './targets.js'

type Parameters = FaultScope & { signer: FaultTarget }

/** The signer finds a mistake in the next activity. */
export function SignerRequestError(parameters: Parameters): Promise<void> {
  return refuse(parameters, 400, 3, 'bad request', 'REQUEST_INVALID')
}

/** The stamp of the next activity does not hold. */
export function StampRejectedError(parameters: Parameters): Promise<void> {
  return refuse(parameters, 401, 16, 'the signature of the stamp is wrong', 'SIGNATURE_INVALID')
}

/** The signer does not know who stamped the next activity. */
export function UnknownCredentialError(parameters: Parameters): Promise<void> {
  return refuse(parameters, 401, 16, 'there is no such credential', 'CREDENTIAL_NOT_FOUND')
}

/** Who stamped the next activity may not do this. */
export function NotPermittedError(parameters: Parameters): Promise<void> {
  return refuse(parameters, 403, 7, 'permission denied', 'REQUEST_NOT_AUTHORIZED')
}

/** The next activity is too old, or from the future. `skew` then tells the true difference of the clocks. */
export function ClockSkewError(parameters: Parameters): Promise<void> {
  return refuse(parameters, 400, 3, 'the timestamp is outside the window', 'INVALID_TIME')
}

function refuse(parameters: Parameters, status: number, code: number, message: string, reason: string): Promise<void> {
  return plan(parameters, { kind: 'error', status, code, message, turnkeyErrorCode: reason })
}

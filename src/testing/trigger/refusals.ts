import { plan, type SignerTriggerParameters } from './targets.js'

/** The signer refuses the next activity as invalid. */
export function SignerRequestError(parameters: SignerRequestError.Parameters): Promise<void> {
  return refuse(parameters, 400, 3, 'bad request', 'REQUEST_INVALID')
}

export declare namespace SignerRequestError {
  type Parameters = SignerTriggerParameters
}

/** The signer rejects the stamp of the next activity. */
export function StampRejectedError(parameters: StampRejectedError.Parameters): Promise<void> {
  return refuse(parameters, 401, 16, 'the signature of the stamp is wrong', 'SIGNATURE_INVALID')
}

export declare namespace StampRejectedError {
  type Parameters = SignerTriggerParameters
}

/** The signer does not know the credential that stamps the next activity. */
export function UnknownCredentialError(parameters: UnknownCredentialError.Parameters): Promise<void> {
  return refuse(parameters, 401, 16, 'there is no such credential', 'CREDENTIAL_NOT_FOUND')
}

export declare namespace UnknownCredentialError {
  type Parameters = SignerTriggerParameters
}

/** The credential that stamps the next activity is registered in several organizations. */
export function CredentialConflictError(parameters: CredentialConflictError.Parameters): Promise<void> {
  const message = 'more than one suborg associated with a credential ID'
  return refuse(parameters, 401, 16, message, 'CREDENTIAL_CONFLICT')
}

export declare namespace CredentialConflictError {
  type Parameters = SignerTriggerParameters
}

/** The user of the next activity has no permission for it. */
export function NotPermittedError(parameters: NotPermittedError.Parameters): Promise<void> {
  return refuse(parameters, 403, 7, 'permission denied', 'REQUEST_NOT_AUTHORIZED')
}

export declare namespace NotPermittedError {
  type Parameters = SignerTriggerParameters
}

/**
 * The signer finds the timestamp of the next activity outside its window. `skew` is the true difference of the two
 * clocks.
 */
export function ClockSkewError(parameters: ClockSkewError.Parameters): Promise<void> {
  return refuse(parameters, 400, 3, 'the timestamp is outside the window', 'INVALID_TIME')
}

export declare namespace ClockSkewError {
  type Parameters = SignerTriggerParameters
}

function refuse(
  parameters: SignerTriggerParameters,
  status: number,
  code: number,
  message: string,
  turnkeyErrorCode: string,
): Promise<void> {
  return plan(parameters, { kind: 'error', status, code, message, turnkeyErrorCode })
}

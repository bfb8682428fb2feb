import { plan, type SignerTriggerParameters } from './targets.js'

/** The signer refuses the next activity as invalid. */
export function SignerRequestError(parameters: SignerTriggerParameters): Promise<void> {
  return refuse(parameters, 400, 3, 'bad request', 'REQUEST_INVALID')
}

/** The signer rejects the stamp of the next activity. */
export function StampRejectedError(parameters: SignerTriggerParameters): Promise<void> {
  return refuse(parameters, 401, 16, 'the signature of the stamp is wrong', 'SIGNATURE_INVALID')
}

/** The signer does not know the credential that stamps the next activity. */
export function UnknownCredentialError(parameters: SignerTriggerParameters): Promise<void> {
  return refuse(parameters, 401, 16, 'there is no such credential', 'CREDENTIAL_NOT_FOUND')
}

/** The user of the next activity has no permission for it. */
export function NotPermittedError(parameters: SignerTriggerParameters): Promise<void> {
  return refuse(parameters, 403, 7, 'permission denied', 'REQUEST_NOT_AUTHORIZED')
}

/** The signer finds the timestamp of the next activity outside its window. `skew` is the true difference of the two clocks. */
export function ClockSkewError(parameters: SignerTriggerParameters): Promise<void> {
  return refuse(parameters, 400, 3, 'the timestamp is outside the window', 'INVALID_TIME')
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

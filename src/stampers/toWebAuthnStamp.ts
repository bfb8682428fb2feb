import type { AuthenticationResponseJSON } from '@simplewebauthn/browser'
import { assertComplete } from '../webauthn/assertComplete.js'
import { type Stamp, type WebAuthnStamp, webAuthnStampHeader } from '../wire/stamp.js'

/** Makes a stamp of what an authentication ceremony returned. @throws PasskeyCeremonyError if a part of it is missing. */
export function toWebAuthnStamp({ id, response }: AuthenticationResponseJSON): Stamp {
  const value: WebAuthnStamp = {
    authenticatorData: response.authenticatorData,
    clientDataJson: response.clientDataJSON,
    credentialId: id,
    signature: response.signature,
  }
  assertComplete(Object.values(value))
  return {
    stampHeaderName: webAuthnStampHeader,
    stampHeaderValue: JSON.stringify(value),
    userHandle: response.userHandle,
  }
}

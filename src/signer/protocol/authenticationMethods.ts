import type { AuthenticationMethod, RequiredAuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { AuthenticationType } from '../../wire/user.js'
import { list, object, oneOf, optional, type Parser, string } from './parse.js'
import { requestLimits } from './requestLimits.js'
import { unimplemented } from './WireError.js'

/** Those that stamp requests themselves. */
const supported = ['AUTHENTICATION_TYPE_PASSKEY', 'AUTHENTICATION_TYPE_API_KEY', 'AUTHENTICATION_TYPE_SESSION'] as const
const attested = ['AUTHENTICATION_TYPE_EMAIL_OTP', 'AUTHENTICATION_TYPE_SMS_OTP', 'AUTHENTICATION_TYPE_OAUTH'] as const

const known: Parser<AuthenticationType> = oneOf([...supported, ...attested])

const type: Parser<AuthenticationType> = (value, path) => {
  const parsed = known(value, path)
  // A policy that ignored one of its methods would ask for less than it says.
  if (attested.some((method) => method === parsed))
    throw unimplemented(`the local signer does not implement ${parsed} as an MFA method`)
  return parsed
}

const method: Parser<AuthenticationMethod> = object({ type, id: optional(string()) })

const max = requestLimits.authenticationMethods

/** Parses the steps of an MFA policy. One without steps, or a step without methods, asks for no credential, or for one that cannot exist. */
export const authenticationSteps: Parser<RequiredAuthenticationMethod[]> = list(
  object({ any: list(method, { min: 1, max }) }),
  { min: 1, max },
)

/** Parses methods that were used. */
export const authenticationMethods: Parser<AuthenticationMethod[]> = list(method, { max })

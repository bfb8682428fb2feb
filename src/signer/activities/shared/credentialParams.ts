import type {
  ApiKeyParamsV2,
  AuthenticatorParamsV2,
  OauthProviderParamsV2,
  RootUserParamsV5,
  UserParamsV4,
} from '../../../wire/params.js'
import {
  decimal,
  hex,
  label,
  list,
  listOrAbsent,
  object,
  oneOf,
  optional,
  type Parser,
  string,
  uuid,
} from '../../protocol/parse.js'
import { badRequest, unimplemented } from '../../protocol/WireError.js'
import { transports } from '../../store/authenticators.js'

export const apiKeyParams: Parser<ApiKeyParamsV2> = object({
  apiKeyName: label(),
  publicKey: hex(),
  curveType: oneOf(['API_KEY_CURVE_P256', 'API_KEY_CURVE_SECP256K1', 'API_KEY_CURVE_ED25519']),
  expirationSeconds: optional(decimal()),
})

export const authenticatorParams: Parser<AuthenticatorParamsV2> = object({
  authenticatorName: label(),
  challenge: string({ max: 256 }),
  attestation: (value: unknown, path: string) => {
    if (value === undefined || value === null) throw badRequest('missing parameter: user authenticator attestation')
    return attestationParams(value, path)
  },
})

const attestationParams: Parser<AuthenticatorParamsV2['attestation']> = object({
  credentialId: string({ max: 256 }),
  clientDataJson: string(),
  attestationObject: string(),
  transports: listOrAbsent(oneOf(transports)),
})

/** The local signer has no OAuth login: a user with nothing else could never sign in. */
const noOauthProviders: Parser<OauthProviderParamsV2[]> = listOrAbsent(() => {
  throw unimplemented('the local signer does not support OAuth providers')
})

export const email: Parser<string> = (value, path) => {
  const address = string({ max: 255 })(value, path)
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) throw badRequest('invalid email address', 'INVALID_EMAIL')
  return address
}

/** E.164 */
export const phoneNumber: Parser<string> = (value, path) => {
  const number = string()(value, path)
  if (!/^\+[1-9][0-9]{1,14}$/.test(number))
    throw badRequest(`invalid request body: field \`${path}\` must be a phone number in E.164`)
  return number
}

const user = {
  userName: label(),
  userEmail: optional(email),
  userPhoneNumber: optional(phoneNumber),
  apiKeys: listOrAbsent(apiKeyParams),
  authenticators: listOrAbsent(authenticatorParams),
  oauthProviders: noOauthProviders,
}

export const rootUserParams: Parser<RootUserParamsV5> = object(user)
export const userParams: Parser<UserParamsV4> = object({ ...user, userTags: listOrAbsent(uuid()) })
export const apiKeyList: Parser<ApiKeyParamsV2[]> = list(apiKeyParams, { min: 1 })
export const authenticatorList: Parser<AuthenticatorParamsV2[]> = list(authenticatorParams, { min: 1 })

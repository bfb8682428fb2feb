import type {
  ApiKeyParamsV2,
  AuthenticatorParamsV2,
  OauthProviderParamsV2,
  RootUserParamsV5,
  UserParamsV4,
} from '../../../wire/params.js'
import { limits } from '../../protocol/limits.js'
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
import { requestLimits } from '../../protocol/requestLimits.js'
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
  attestation: (value: unknown, path: string, isStored?: boolean) => {
    if (value === undefined || value === null) throw badRequest('missing parameter: user authenticator attestation')
    return attestationParams(value, path, isStored)
  },
})

const attestationParams: Parser<AuthenticatorParamsV2['attestation']> = object({
  credentialId: string({ max: 256 }),
  clientDataJson: string({ max: requestLimits.attestation }),
  attestationObject: string({ max: requestLimits.attestation }),
  transports: listOrAbsent(oneOf(transports), { max: requestLimits.formats }),
})

/** The local signer has no OAuth login: a user with nothing else could never sign in. */
const noOauthProviders: Parser<OauthProviderParamsV2[]> = listOrAbsent(
  () => {
    throw unimplemented('the local signer does not support OAuth providers')
  },
  { max: requestLimits.items },
)

export const email: Parser<string> = (value, path, isStored) => {
  const address = string({ max: 255 })(value, path, isStored)
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) throw badRequest('invalid email address', 'INVALID_EMAIL')
  return address
}

/** E.164 */
export const phoneNumber: Parser<string> = (value, path, isStored) => {
  const number = string()(value, path, isStored)
  if (!/^\+[1-9][0-9]{1,14}$/.test(number))
    throw badRequest(`invalid request body: field \`${path}\` must be a phone number in E.164`)
  return number
}

/** The most that a user may have: more would be refused, or replace each other. */
const maxApiKeys = limits.longLivedApiKeysPerUser + limits.expiringApiKeysPerUser

const user = {
  userName: label(),
  userEmail: optional(email),
  userPhoneNumber: optional(phoneNumber),
  apiKeys: listOrAbsent(apiKeyParams, { max: maxApiKeys }),
  authenticators: listOrAbsent(authenticatorParams, { max: limits.authenticatorsPerUser }),
  oauthProviders: noOauthProviders,
}

const rootUserParams: Parser<RootUserParamsV5> = object(user)
const userParams: Parser<UserParamsV4> = object({
  ...user,
  userTags: listOrAbsent(uuid(), { max: limits.tags }),
})
export const rootUserList: Parser<RootUserParamsV5[]> = userList(rootUserParams)
export const otherUserList: Parser<UserParamsV4[]> = userList(userParams)
export const apiKeyList: Parser<ApiKeyParamsV2[]> = list(apiKeyParams, { min: 1, max: maxApiKeys })
export const authenticatorList: Parser<AuthenticatorParamsV2[]> = list(authenticatorParams, {
  min: 1,
  max: limits.authenticatorsPerUser,
})

/** Parses users who together have no more credentials than a request may create. */
function userList<user extends RootUserParamsV5>(parser: Parser<user>): Parser<user[]> {
  const parse = list(parser, { min: 1, max: requestLimits.items })
  return (value, path, isStored) => {
    const users = parse(value, path, isStored)
    const credentials = users.flatMap(({ apiKeys, authenticators }) => [...apiKeys, ...authenticators])
    if (credentials.length > requestLimits.credentials && !isStored)
      throw badRequest(
        `invalid request body: field \`${path}\` must have at most ${requestLimits.credentials} credentials`,
      )
    return users
  }
}

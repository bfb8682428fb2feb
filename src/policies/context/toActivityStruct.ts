import { type Struct, struct, type Value } from '../evaluate/values.js'
import { activityClasses } from './activityClasses.js'
import { readInteger } from './readInteger.js'

type Reader = (parameters: Record<string, unknown>) => Value | undefined

const text =
  (name: string): Reader =>
  (parameters) => {
    const value = parameters[name]
    return typeof value === 'string' ? value : undefined
  }

const texts =
  (name: string): Reader =>
  (parameters) => {
    const value = parameters[name]
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
  }

const signing = { hash_function: text('hashFunction'), encoding: text('encoding') }
const exporting = { target_public_key: text('targetPublicKey') }
const otpLength = { otp_length: (parameters: Record<string, unknown>) => readInteger(parameters.otpLength) }
/** Documented to be empty when it is left out. */
const session = {
  session_profile_id: (parameters: Record<string, unknown>) => text('sessionProfileId')(parameters) ?? '',
}

/**
 * What `activity.params` has, by activity type: https://docs.turnkey.com/features/policies/language#activity-parameters. Of other types, and of
 * other parameters, it has nothing.
 */
export const activityParameters: ReadonlyMap<string, Record<string, Reader>> = new Map<string, Record<string, Reader>>([
  ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD', signing],
  ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', signing],
  ['ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', signing],
  ['ACTIVITY_TYPE_SIGN_TRANSACTION_V2', { type: text('type') }],
  ['ACTIVITY_TYPE_DELETE_USERS', { user_ids: texts('userIds') }],
  ['ACTIVITY_TYPE_CREATE_API_KEYS', { user_id: text('userId') }],
  ['ACTIVITY_TYPE_CREATE_API_KEYS_V2', { user_id: text('userId') }],
  ['ACTIVITY_TYPE_DELETE_API_KEYS', { user_id: text('userId'), api_key_ids: texts('apiKeyIds') }],
  ['ACTIVITY_TYPE_EXPORT_WALLET', exporting],
  ['ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT', exporting],
  ['ACTIVITY_TYPE_EXPORT_PRIVATE_KEY', exporting],
  ['ACTIVITY_TYPE_UPDATE_WALLET', { wallet_id: text('walletId') }],
  ['ACTIVITY_TYPE_INIT_OTP_AUTH_V2', otpLength],
  ['ACTIVITY_TYPE_INIT_OTP_AUTH_V3', otpLength],
  ['ACTIVITY_TYPE_OTP_LOGIN', session],
  ['ACTIVITY_TYPE_OTP_LOGIN_V2', session],
  ['ACTIVITY_TYPE_STAMP_LOGIN', session],
  ['ACTIVITY_TYPE_OAUTH_LOGIN', session],
  ['ACTIVITY_TYPE_UPDATE_WEBHOOK_ENDPOINT', { endpoint_id: text('endpointId') }],
  ['ACTIVITY_TYPE_DELETE_WEBHOOK_ENDPOINT', { endpoint_id: text('endpointId') }],
])

/** Returns `activity`. */
export function toActivityStruct(type: string, parameters: Record<string, unknown>): Struct {
  const { kind, resource, action } = activityClasses.get(type) ?? {}
  const readers = Object.entries(activityParameters.get(type) ?? {})
  return struct('Activity', [
    ['type', type],
    ['kind', kind],
    ['resource', resource],
    ['action', action],
    [
      'params',
      struct(
        'ActivityParams',
        readers.map(([name, read]) => [name, read(parameters)]),
      ),
    ],
  ])
}

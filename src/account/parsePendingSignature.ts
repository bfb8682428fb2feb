import { type Hash, type Hex, isHex, keccak256, stringToHex } from 'viem'
import { readSignature } from '../actions/signRawPayload.js'
import { readSignatures } from '../actions/signRawPayloads.js'
import { readTransaction } from '../actions/signTransaction.js'
import { isObject, isStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { hashBody } from '../crypto/hashBody.js'
import type { PendingItem, PendingSignature } from '../records/pendingSignature.js'
import type { Activity } from '../wire/activity.js'
import { readSignedTransaction } from './readSignedTransaction.js'
import type { Payload } from './signPayload.js'
import { toAuthorizationPayload } from './toAuthorizationPayload.js'
import { type FullSignature, fromResult, toSignatureHex } from './toSignature.js'
import { fromUnsignedTransaction } from './toTransactionPayload.js'
import { hashJson } from './toTypedDataPayload.js'
import type { PasskeyAccount } from './types.js'

/** What a pending signature requests. */
export type PendingRequest = {
  /** What each signature must be over, and the form in which the caller gets it. */
  payloads: Pick<Payload, 'digest' | 'finish'>[]
  /** Whether `signMany` requested it. */
  isMany: boolean
  /** Reads the signatures from the completed activity, in the order of `payloads`. They are not verified. */
  readSignatures: (activity: Activity) => FullSignature[]
}

/**
 * Reads what a pending signature requests from its body, whose hash is its fingerprint. Returns `undefined` if it belongs
 * to another account, was changed, or is not a pending signature.
 */
export function parsePendingSignature(
  account: PasskeyAccount,
  { organizationId, activityId, fingerprint, body, needsAuthenticator, items = [] }: PendingSignature,
): PendingRequest | undefined {
  const request = parseObject(body)
  const parameters = request?.parameters
  if (
    typeof activityId !== 'string' ||
    !activityId ||
    typeof (needsAuthenticator ?? false) !== 'boolean' ||
    !Array.isArray(items) ||
    fingerprint !== `sha256:${hashBody(body)}` ||
    request?.organizationId !== organizationId ||
    account.organizationId !== organizationId ||
    !isObject(parameters) ||
    parameters.signWith !== account.signWith
  )
    return undefined
  switch (request.type) {
    case 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2':
      return fromPayload(parameters, items)
    case 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS':
      return fromPayloads(parameters, items)
    case 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2':
      return fromTransaction(parameters, items)
    default:
      return undefined
  }
}

function fromPayload(
  parameters: Record<string, unknown>,
  [item, second]: readonly PendingItem[],
): PendingRequest | undefined {
  const { payload } = parameters
  const decoded = typeof payload === 'string' && !second ? decodePayload(payload, parameters, item) : undefined
  return (
    decoded && {
      payloads: [decoded],
      isMany: false,
      readSignatures: (activity) => [fromResult(readSignature(activity))],
    }
  )
}

function fromPayloads(parameters: Record<string, unknown>, items: readonly PendingItem[]): PendingRequest | undefined {
  const { payloads } = parameters
  if (!isStrings(payloads) || payloads.length !== items.length) return undefined
  const decoded = payloads.flatMap((payload, index) => decodePayload(payload, parameters, items[index]) ?? [])
  if (decoded.length !== payloads.length) return undefined
  return {
    payloads: decoded,
    isMany: true,
    readSignatures: (activity) => readSignatures(activity, { count: payloads.length }).map(fromResult),
  }
}

/** Decodes a payload of the body. Returns `undefined` if the item that says what it is does not belong to it. */
function decodePayload(
  payload: string,
  { encoding, hashFunction }: Record<string, unknown>,
  item: PendingItem | undefined,
): Pick<Payload, 'digest' | 'finish'> | undefined {
  const digest = hashPayload(payload, `${encoding} ${hashFunction}`)
  const isAuthorization = encoding === 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION'
  const described = isAuthorization ? toAuthorizationPayload(JSON.parse(payload)) : fromItem(item)
  if (!digest || (described && described.digest !== digest)) return undefined
  return { digest, finish: described?.finish ?? toSignatureHex }
}

/** Returns the digest that the signer signs for a payload, for the forms that this package sends. */
function hashPayload(payload: string, form: string): Hash | undefined {
  switch (form) {
    case 'PAYLOAD_ENCODING_HEXADECIMAL HASH_FUNCTION_NO_OP':
      return isHex(payload) ? payload : undefined
    case 'PAYLOAD_ENCODING_HEXADECIMAL HASH_FUNCTION_KECCAK256':
      return isHex(payload) ? keccak256(payload) : undefined
    case 'PAYLOAD_ENCODING_TEXT_UTF8 HASH_FUNCTION_KECCAK256':
      return keccak256(stringToHex(payload))
    case 'PAYLOAD_ENCODING_EIP712 HASH_FUNCTION_NO_OP':
      return hashJson(payload)
    case 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION HASH_FUNCTION_NO_OP':
      return toAuthorizationPayload(JSON.parse(payload)).digest
    default:
      return undefined
  }
}

/** @throws TypeError if the item is of a kind that this version does not know. */
function fromItem(item: PendingItem | undefined): Pick<Payload, 'digest' | 'finish'> | undefined {
  if (item === undefined) return undefined
  switch (item.type) {
    case 'signature':
      return undefined
    case 'message':
      return { digest: keccak256(item.prefixed), finish: toSignatureHex }
    case 'typedData':
      return { digest: hashJson(item.typedData), finish: toSignatureHex }
    case 'authorization':
      return toAuthorizationPayload(item)
    case 'transaction':
      return fromUnsignedTransaction(item.unsigned)
    default:
      throw new TypeError()
  }
}

function fromTransaction(
  { unsignedTransaction }: Record<string, unknown>,
  [item, second]: readonly PendingItem[],
): PendingRequest | undefined {
  const unsigned: Hex = `0x${unsignedTransaction}`
  if (second || (item && item.type !== 'transaction')) return undefined
  const payload = fromUnsignedTransaction(item?.unsigned ?? unsigned)
  if (payload.preimage !== unsigned) return undefined
  return {
    payloads: [payload],
    isMany: false,
    readSignatures: (activity) => {
      const { signedTransaction } = readTransaction(activity)
      return [readSignedTransaction(`0x${signedTransaction.toLowerCase()}`, unsigned)]
    },
  }
}

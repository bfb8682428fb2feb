import { concatHex, type Hex, hashDomain, hashStruct, keccak256, numberToHex, toRlp, validateTypedData } from 'viem'
import { signRawPayloads } from '../actions/signRawPayloads.js'
import type { ChainIdMissingError, SignatureMismatchError, TransactionNotSignableError } from '../errors/account.js'
import type { InvalidParameterError } from '../errors/config.js'
import type { PendingItem } from '../records/pendingSignature.js'
import type { SignedItem, SignItem } from '../records/signItem.js'
import type { SignRawPayloadsIntent } from '../wire/signing.js'
import type { TypedDataCopy } from './readTypedData.js'
import {
  fitsReadableBody,
  type Payload,
  rethrowPending,
  toDigestPayload,
  toPreimagePayload,
  toSignerParameters,
} from './signPayload.js'
import { type AuthorizationPayload, toAuthorizationPayload } from './toAuthorizationPayload.js'
import { toHashPayload } from './toHashPayload.js'
import { toMessagePayload } from './toMessagePayload.js'
import { fromResult } from './toSignature.js'
import { toTransactionPayload } from './toTransactionPayload.js'
import { maxTypedDataWork, toTypedDataPayload } from './toTypedDataPayload.js'
import type { PasskeyAccount } from './types.js'
import { verifySignatures } from './verifySignature.js'

/**
 * Signs messages, typed data, hashes, transactions and authorizations, in any mix, with one prompt. The results are
 * verified and in the order of the items, each in the form that the account's own method returns.
 *
 * The signer gets one request (`ACTIVITY_TYPE_SIGN_RAW_PAYLOADS`) with one encoding for all items: JSON if all are typed
 * data or all are authorizations; hashes if an item is a bare hash or the request would be too large; else the bytes that
 * are hashed. Either all items are signed or none. The prompt starts before the function returns its promise, unless a
 * serializer is asynchronous.
 *
 * @throws What {@link signRawPayloads} throws, and SignatureMismatchError, ChainIdMissingError,
 * TransactionNotSignableError, InvalidParameterError.
 *
 * @example
 * ```ts
 * import { parseEther } from 'viem'
 * import { type PasskeyAccount, signMany } from 'viem-passkey-account'
 *
 * export async function signBoth(account: PasskeyAccount) {
 *   const [signature, serializedTransaction] = await signMany(account, {
 *     items: [
 *       { message: 'hello' },
 *       { transaction: { type: 'eip1559', chainId: 1, gas: 21_000n, value: parseEther('0.1') } },
 *     ],
 *   })
 *   return { signature, serializedTransaction }
 * }
 * ```
 */
export async function signMany<const items extends readonly SignItem[]>(
  account: PasskeyAccount,
  { items, signal = account.signal }: signMany.Parameters<items>,
): Promise<signMany.ReturnType<items>> {
  // Not `map`, which skips holes.
  const preparing = Array.from(items, prepare)
  // Awaits asynchronous serializers only: Safari before 17.4 prompts only inside the user's gesture.
  const prepared = preparing.every(isPrepared) ? preparing : await Promise.all(preparing)
  if (prepared.length === 0) return [] as signMany.ReturnType<items>

  const results = await signRawPayloads(account.signerClient, {
    ...toSignerParameters(account, { items }),
    signal,
    ...toRawPayloads(prepared),
  }).catch((error) =>
    rethrowPending(
      account,
      error,
      prepared.map(({ item }) => item),
    ),
  )
  const signed = await verifySignatures(account, { payloads: prepared, signatures: results.map(fromResult) })
  // Each position's type follows from its item, which TypeScript cannot see through `map`.
  return signed as signMany.ReturnType<items>
}

export declare namespace signMany {
  type Parameters<items extends readonly SignItem[] = readonly SignItem[]> = {
    /** What to sign. An empty array returns an empty array without a prompt. */
    items: items
    /**
     * Aborts the prompt, the request and the polling. The call then rejects with the signal's reason.
     * @default account.signal
     */
    signal?: AbortSignal | undefined
  }
  type ReturnType<items extends readonly SignItem[] = readonly SignItem[]> = {
    -readonly [index in keyof items]: SignedItem<items[index]>
  }
  type ErrorType =
    | SignatureMismatchError
    | ChainIdMissingError
    | TransactionNotSignableError
    | InvalidParameterError
    | signRawPayloads.ErrorType
}

/** A payload in all its forms, and what `pending` keeps of it. */
type Prepared = Payload & { item: PendingItem; work?: number }

const isPrepared = (payload: Prepared | Promise<Prepared>): payload is Prepared => !(payload instanceof Promise)

function prepare(given: SignItem): Prepared | Promise<Prepared> {
  // Anything but an object is refused like an object without a transaction.
  const item: SignItem = Object(given)
  if ('message' in item) {
    const payload = toMessagePayload(item.message)
    const { preimage: prefixed } = payload
    return { ...payload, item: prefixed ? { type: 'message', prefixed } : { type: 'signature' } }
  }
  if ('typedData' in item) {
    let preimage: Hex | undefined
    const payload = toTypedDataPayload(item.typedData, (copy) => {
      preimage = toTypedDataPreimage(copy)
      return keccak256(preimage)
    })
    const json = payload.readable?.payload
    const kept = json === undefined ? { type: 'signature' as const } : { type: 'typedData' as const, typedData: json }
    return { ...payload, preimage, item: kept }
  }
  if ('hash' in item) return { ...toHashPayload(item.hash), item: { type: 'signature' } }
  if ('authorization' in item) {
    const { authorization, ...payload } = toAuthorizationPayload(item.authorization)
    const preimage = toAuthorizationPreimage(authorization)
    return { ...payload, preimage, item: { type: 'authorization', ...authorization } }
  }
  return toTransactionPayload(item.transaction, item.serializer)
}

/** Returns the bytes that EIP-712 hashes: `0x1901`, the hash of the domain, the hash of the message. */
function toTypedDataPreimage(copy: TypedDataCopy): Hex {
  const { types, primaryType, domain, message } = copy
  // viem's types distinguish cases that do not matter here.
  validateTypedData(copy as Parameters<typeof validateTypedData>[0])
  return concatHex([
    '0x1901',
    domain === null ? '0x' : hashDomain({ domain, types }),
    message === undefined ? '0x' : hashStruct({ data: message, primaryType, types }),
  ])
}

/** Returns the bytes that EIP-7702 hashes: `0x05` and the RLP of the three fields. */
function toAuthorizationPreimage({ chainId, address, nonce }: AuthorizationPayload['authorization']): Hex {
  const quantity = (value: number): Hex => (value ? numberToHex(value) : '0x')
  return concatHex(['0x05', toRlp([quantity(chainId), address, quantity(nonce)])])
}

/**
 * Returns the payloads in one encoding and with one hash function, the ones that show approvers most: JSON if all are typed
 * data or all are authorizations, else the bytes that are hashed, else hashes.
 */
function toRawPayloads(
  payloads: readonly Prepared[],
): Pick<SignRawPayloadsIntent, 'payloads' | 'encoding' | 'hashFunction'> {
  const work = payloads.reduce((sum, { work = 0 }) => sum + work, 0)
  const json = ['PAYLOAD_ENCODING_EIP712', 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION'].map((encoding) =>
    payloads.flatMap(({ readable }) => (readable?.encoding === encoding ? readable : [])),
  )
  const bytes = payloads.flatMap(({ preimage }) => (preimage ? toPreimagePayload(preimage) : []))
  const forms = [...(work > maxTypedDataWork ? [] : json), bytes].filter((form) => form.length === payloads.length)
  const digests = payloads.map(({ digest }) => toDigestPayload(digest))
  const form = forms.find((form) => fitsReadableBody(form.map(({ payload }) => payload))) ?? digests
  const [{ encoding, hashFunction } = toDigestPayload('0x')] = form
  return { payloads: form.map(({ payload }) => payload), encoding, hashFunction }
}

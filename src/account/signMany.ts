import {
  type AuthorizationRequest,
  concatHex,
  type Hash,
  type Hex,
  hashDomain,
  hashStruct,
  numberToHex,
  type SerializeTransactionFn,
  type SignableMessage,
  type SignedAuthorization,
  type TransactionSerializable,
  type TypedDataDefinition,
  toRlp,
} from 'viem'
import { signRawPayloads } from '../actions/signRawPayloads.js'
import type { InvalidParameterError } from '../errors/config.js'
import type { PendingItem } from '../records/pendingSignature.js'
import type { SignRawPayloadsIntent } from '../wire/intents.js'
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
import { toSignature } from './toSignature.js'
import { toTransactionPayload } from './toTransactionPayload.js'
import { toTypedDataPayload } from './toTypedDataPayload.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/** One thing to sign. */
export type SignItem =
  | { message: SignableMessage }
  | { typedData: TypedDataDefinition }
  | { hash: Hash }
  | { transaction: TransactionSerializable; serializer?: SerializeTransactionFn<TransactionSerializable> | undefined }
  | { authorization: AuthorizationRequest }

/** What one thing comes back as: an authorization as viem's `SignedAuthorization`, all else as hex. */
export type SignedItem<item> = item extends { authorization: unknown } ? SignedAuthorization : Hex

/**
 * Signs any mix of messages, typed data, hashes, transactions and authorizations for one prompt. Each result is verified and in the form
 * that the account's own method returns, by position.
 *
 * The signer is given hashes (`ACTIVITY_TYPE_SIGN_RAW_PAYLOADS`), so its policies see hashes only. All are signed or none. The prompt
 * starts before this returns its promise, unless a serializer is asynchronous.
 *
 * @param account - From {@link createPasskeyAccount}.
 *
 * @throws What {@link submit} throws, and SignatureMismatchError, AnswerMismatchError, ChainIdMissingError, TransactionNotSignableError,
 * InvalidParameterError.
 *
 * @example
 * const [permit, swap] = await signMany(account, { items: [{ typedData }, { transaction }] })
 */
export async function signMany<const items extends readonly SignItem[]>(
  account: PasskeyAccount,
  { items, signal = account.signal }: signMany.Parameters<items>,
): Promise<signMany.ReturnType<items>> {
  const payloads = items.map(prepare)
  // Nothing is awaited unless a serializer is asynchronous: Safari before 17.4 prompts only inside the user's gesture.
  const ready = payloads.every(isReady) ? payloads : await Promise.all(payloads)
  if (ready.length === 0) return [] as signMany.ReturnType<items>

  const results = await signRawPayloads(account.signerClient, {
    ...toSignerParameters(account),
    signal,
    ...toRawPayloads(ready),
  }).catch((error) =>
    rethrowPending(
      account,
      error,
      ready.map(({ item }) => item),
    ),
  )
  const signed = await Promise.all(
    ready.map(async ({ digest, finish }, index) => {
      const { r, s, v } = results[index] ?? missing(index)
      const signature = toSignature({ r: `0x${r}`, s: `0x${s}`, yParity: Number(v) })
      await verifySignature(account, { digest, signature })
      return finish(signature)
    }),
  )
  // Each position's type follows from its item, which TypeScript does not see through `map`.
  return signed as signMany.ReturnType<items>
}

export declare namespace signMany {
  type Parameters<items extends readonly SignItem[] = readonly SignItem[]> = {
    /** What to sign, in any mix. An empty array returns an empty array without a prompt. */
    items: items
    /**
     * Aborts the prompt, the request and the polling.
     * @default account.signal
     */
    signal?: AbortSignal | undefined
  }
  type ReturnType<items extends readonly SignItem[] = readonly SignItem[]> = {
    -readonly [index in keyof items]: SignedItem<items[index]>
  }
  type ErrorType =
    | import('../errors/account.js').SignatureMismatchError
    | import('../errors/account.js').ChainIdMissingError
    | import('../errors/account.js').TransactionNotSignableError
    | InvalidParameterError
    | signRawPayloads.ErrorType
}

/** A payload with all its forms, and what `pending` keeps of it. */
type Prepared = Payload & { item: PendingItem }

const isReady = (payload: Prepared | Promise<Prepared>): payload is Prepared => !(payload instanceof Promise)

function prepare(item: SignItem): Prepared | Promise<Prepared> {
  if ('message' in item) {
    const payload = toMessagePayload(item.message)
    const { preimage: prefixed } = payload
    return { ...payload, item: prefixed ? { type: 'message', prefixed } : { type: 'signature' } }
  }
  if ('typedData' in item) {
    const { json, typedData, ...payload } = toTypedDataPayload(item.typedData)
    const kept = json === undefined ? { type: 'signature' as const } : { type: 'typedData' as const, typedData: json }
    return { ...payload, preimage: toTypedDataPreimage(typedData), item: kept }
  }
  if ('hash' in item) return { ...toHashPayload(item.hash), item: { type: 'signature' } }
  if ('authorization' in item) {
    const { authorization, ...payload } = toAuthorizationPayload(item.authorization)
    const preimage = toAuthorizationPreimage(authorization)
    return { ...payload, preimage, item: { type: 'authorization', ...authorization } }
  }
  return toTransactionPayload(item.transaction, item.serializer)
}

/** The bytes that EIP-712 hashes: `0x1901`, the hash of the domain, the hash of the message. */
function toTypedDataPreimage({ types, primaryType, domain, message }: TypedDataCopy): Hex {
  return concatHex([
    '0x1901',
    domain === null ? '0x' : hashDomain({ domain, types }),
    message === undefined ? '0x' : hashStruct({ data: message, primaryType, types }),
  ])
}

/** The bytes that EIP-7702 hashes: `0x05` and the RLP of the three fields. */
function toAuthorizationPreimage({ chainId, address, nonce }: AuthorizationPayload['authorization']): Hex {
  const quantity = (value: number): Hex => (value ? numberToHex(value) : '0x')
  return concatHex(['0x05', toRlp([quantity(chainId), address, quantity(nonce)])])
}

/**
 * One encoding and one hash function for all, and of those that fit the one that shows most: JSON where all are typed data or all are
 * authorizations, else the bytes that are hashed, else hashes.
 */
function toRawPayloads(
  payloads: readonly Payload[],
): Pick<SignRawPayloadsIntent, 'payloads' | 'encoding' | 'hashFunction'> {
  const json = ['PAYLOAD_ENCODING_EIP712', 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION'].map((encoding) =>
    payloads.flatMap(({ readable }) => (readable?.encoding === encoding ? readable : [])),
  )
  const bytes = payloads.flatMap(({ preimage }) => (preimage ? toPreimagePayload(preimage) : []))
  const forms = [...json, bytes].filter((form) => form.length === payloads.length)
  const digests = payloads.map(({ digest }) => toDigestPayload(digest))
  const form = forms.find((form) => fitsReadableBody(form.map(({ payload }) => payload))) ?? digests
  const [{ encoding, hashFunction } = toDigestPayload('0x')] = form
  return { payloads: form.map(({ payload }) => payload), encoding, hashFunction }
}

function missing(index: number): never {
  throw new RangeError(`There is no signature at position ${index}.`)
}

import {
  type AuthorizationRequest,
  type Hash,
  type Hex,
  hashMessage,
  keccak256,
  type SerializeTransactionFn,
  type SignableMessage,
  type SignedAuthorization,
  serializeSignature,
  type TransactionSerializable,
  type TypedDataDefinition,
} from 'viem'
import { hashAuthorization } from 'viem/utils'
import { signRawPayloads } from '../actions/signRawPayloads.js'
import { ActivityApprovalNeededError } from '../errors/activity.js'
import type { InvalidParameterError } from '../errors/config.js'
import type { PendingItem } from '../records/pendingSignature.js'
import { assertHash } from './assertHash.js'
import { type PreparedTransaction, prepareTransaction } from './prepareTransaction.js'
import { toSignerParameters } from './signPayload.js'
import { type FullSignature, toSignature } from './toSignature.js'
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
  const prepared = items.map(prepare)
  // Nothing is waited for unless there is something to wait for: a prompt has to start inside the user's gesture.
  const ready = prepared.every(isReady) ? prepared : await Promise.all(prepared)
  if (ready.length === 0) return [] as signMany.ReturnType<items>

  const results = await signRawPayloads(account.signerClient, {
    ...toSignerParameters(account),
    signal,
    payloads: ready.map(({ digest }) => digest),
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
    hashFunction: 'HASH_FUNCTION_NO_OP',
  }).catch(async (error) => {
    // The request has hashes only, and who takes it up later wants to know of what.
    if (error instanceof ActivityApprovalNeededError && error.pending)
      error.pending.items = await Promise.all(ready.map(({ pending }) => pending()))
    throw error
  })
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

type Prepared = {
  digest: Hash
  pending: () => PendingItem | Promise<PendingItem>
  finish: (signature: FullSignature) => Hex | SignedAuthorization | Promise<Hex>
}

const isReady = (item: Prepared | Promise<Prepared>): item is Prepared => !(item instanceof Promise)

function prepare(item: SignItem): Prepared | Promise<Prepared> {
  if ('message' in item) return asHex(hashMessage(item.message))
  if ('typedData' in item) return asHex(toTypedDataPayload(item.typedData).digest)
  if ('hash' in item) {
    assertHash(item.hash)
    return asHex(item.hash)
  }
  if ('authorization' in item) return asAuthorization(item.authorization)
  const prepared = prepareTransaction(item.transaction, item.serializer)
  return prepared instanceof Promise ? prepared.then(asTransaction) : asTransaction(prepared)
}

const asHex = (digest: Hash): Prepared => ({
  digest,
  pending: () => ({ type: 'signature' }),
  finish: serializeSignature,
})

function asAuthorization({ chainId, nonce, ...contract }: AuthorizationRequest): Prepared {
  const authorization = { address: contract.contractAddress ?? contract.address, chainId, nonce }
  return {
    digest: hashAuthorization(authorization),
    pending: () => ({ type: 'authorization', ...authorization }),
    finish: (signature) => ({ ...authorization, ...signature }),
  }
}

function asTransaction({ unsigned, serialize }: PreparedTransaction): Prepared {
  return {
    digest: keccak256(unsigned),
    pending: async () => ({ type: 'transaction', unsigned: await serialize() }),
    finish: serialize,
  }
}

function missing(index: number): never {
  throw new RangeError(`There is no signature at position ${index}.`)
}

import {
  type Hash,
  type Hex,
  hashTypedData,
  isHex,
  keccak256,
  parseTransaction,
  type SignedAuthorization,
  serializeSignature,
  type TypedDataDefinition,
} from 'viem'
import { hashAuthorization } from 'viem/utils'
import { readSignature } from '../actions/signRawPayload.js'
import { readSignatures } from '../actions/signRawPayloads.js'
import { readTransaction as readTransactionResult } from '../actions/signTransaction.js'
import { hasStrings, isObject, isStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { hashBody } from '../crypto/hashBody.js'
import type { PendingItem, PendingSignature } from '../records/pendingSignature.js'
import type { Activity } from '../wire/activity.js'
import { type PreparedTransaction, prepareTransaction } from './prepareTransaction.js'
import { readSignedTransaction } from './readSignedTransaction.js'
import { readable } from './signTransaction.js'
import { type FullSignature, toSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'

/** One signature that was asked for: what it has to be over, and the form it is given in. */
export type Awaited = {
  digest: Hash
  finish: (signature: FullSignature) => Hex | SignedAuthorization | Promise<Hex>
}

export type AwaitedSignatures = {
  wishes: Awaited[]
  /** Whether they were asked for as several. */
  isMany: boolean
  /** The signatures in the completed activity, in the order of the wishes; nobody has verified them yet. */
  read: (activity: Activity) => Promise<FullSignature[]>
}

/**
 * What a pending signature asks for, read from its own body, which its fingerprint vouches for. Undefined when it is not one, not this
 * account's, or was changed.
 */
export async function readPending(
  account: PasskeyAccount,
  { organizationId, fingerprint, body, items }: PendingSignature,
): Promise<AwaitedSignatures | undefined> {
  const asked = parseObject(body)
  const parameters = asked?.parameters
  if (
    fingerprint !== `sha256:${hashBody(body)}` ||
    asked?.organizationId !== organizationId ||
    account.organizationId !== organizationId ||
    !isObject(parameters) ||
    parameters.signWith !== account.signWith
  )
    return undefined
  switch (asked.type) {
    case 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2':
      return readPayload(parameters)
    case 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS':
      return readPayloads(parameters, items ?? [])
    case 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2':
      return readTransaction(parameters, items?.[0])
    default:
      return undefined
  }
}

function readPayload(parameters: Record<string, unknown>): AwaitedSignatures | undefined {
  if (!hasStrings(parameters, ['payload', 'encoding']) || parameters.hashFunction !== 'HASH_FUNCTION_NO_OP')
    return undefined
  const wish = toWish(parameters)
  return (
    wish && {
      wishes: [wish],
      isMany: false,
      read: async (activity) => [fromWire(readSignature(activity))],
    }
  )
}

function toWish({ payload, encoding }: { payload: string; encoding: string }): Awaited | undefined {
  switch (encoding) {
    case 'PAYLOAD_ENCODING_HEXADECIMAL':
      return isHex(payload) ? { digest: payload, finish: serializeSignature } : undefined
    case 'PAYLOAD_ENCODING_EIP712': {
      // It was made by this package's own serialisation of what the caller gave.
      const typedData: TypedDataDefinition = JSON.parse(payload)
      return { digest: hashTypedData(typedData), finish: serializeSignature }
    }
    case 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION': {
      const { address, chainId, nonce } = JSON.parse(payload)
      return asAuthorization({ type: 'authorization', address, chainId, nonce })
    }
    default:
      return undefined
  }
}

async function readPayloads(
  { payloads }: Record<string, unknown>,
  items: readonly PendingItem[],
): Promise<AwaitedSignatures | undefined> {
  if (!isStrings(payloads) || payloads.length !== items.length) return undefined
  const wishes = await Promise.all(items.map((item, index) => fromItem(item, payloads[index])))
  if (!wishes.every((wish, index) => wish.digest === payloads[index])) return undefined
  return {
    wishes,
    isMany: true,
    read: async (activity) => readSignatures(activity, { count: payloads.length }).map(fromWire),
  }
}

async function fromItem(item: PendingItem, payload: string | undefined): Promise<Awaited> {
  if (item.type === 'authorization') return asAuthorization(item)
  if (item.type === 'transaction' && readable.test(item.unsigned)) {
    const { unsigned, serialize } = await reopen(item.unsigned)
    return { digest: keccak256(unsigned), finish: serialize }
  }
  return {
    digest: item.type === 'transaction' ? keccak256(item.unsigned) : toHash(payload),
    finish: serializeSignature,
  }
}

async function readTransaction(
  { unsignedTransaction }: Record<string, unknown>,
  item: PendingItem | undefined,
): Promise<AwaitedSignatures | undefined> {
  const asked = toHash(`0x${unsignedTransaction}`)
  const { unsigned, serialize, serializeBody } = await reopen(item?.type === 'transaction' ? item.unsigned : asked)
  if (unsigned !== asked) return undefined
  return {
    wishes: [{ digest: keccak256(unsigned), finish: serialize }],
    isMany: false,
    read: async (activity) => {
      const { signedTransaction } = readTransactionResult(activity)
      return [await readSignedTransaction(`0x${signedTransaction.toLowerCase()}`, serializeBody)]
    },
  }
}

/** A transaction from its unsigned serialisation; with sidecars, where it has them. */
async function reopen(unsigned: Hex): Promise<PreparedTransaction> {
  return prepareTransaction(parseTransaction(unsigned))
}

function asAuthorization({ address, chainId, nonce }: Extract<PendingItem, { type: 'authorization' }>): Awaited {
  const authorization = { address, chainId, nonce }
  return { digest: hashAuthorization(authorization), finish: (signature) => ({ ...authorization, ...signature }) }
}

const fromWire = ({ r, s, v }: { r: string; s: string; v: string }): FullSignature =>
  toSignature({ r: `0x${r}`, s: `0x${s}`, yParity: Number(v) })

const toHash = (value: string | undefined): Hex => (isHex(value) ? value : '0x')

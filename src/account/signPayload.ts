import type { Hash, Hex, SignedAuthorization } from 'viem'
import { signRawPayload } from '../actions/signRawPayload.js'
import type { ActionParameters } from '../actions/types.js'
import { ActivityApprovalNeededError } from '../errors/activity.js'
import type { PendingItem } from '../records/pendingSignature.js'
import type { HashFunction, PayloadEncoding } from '../wire/enums.js'
import { type FullSignature, toSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/** Something to sign: what the signature must be over, and the forms in which the signer can be given it. */
export type Payload<result = Hex | Promise<Hex> | SignedAuthorization> = {
  digest: Hash
  /** The bytes whose Keccak-256 is `digest`; `undefined` for a bare hash. */
  preimage?: Hex | undefined
  /** The form that says most to an approver, where there is one besides the bytes. */
  readable?: RawPayload | undefined
  /** What `pending` keeps where the request does not show it. */
  item?: PendingItem | undefined
  /** Puts the signature into the form that the caller gets. */
  finish: (signature: FullSignature) => result
}

/** A payload as the wire has it. */
export type RawPayload = { payload: string; encoding: PayloadEncoding; hashFunction: HashFunction }

/** A signature that has been verified, and the key that it shows. */
export type VerifiedSignature = { signature: FullSignature; publicKey: Hex }

/** Bytes of a request that is sent in a readable form; a larger one is signed by digest. Half of them is far below the signer's limit. */
const largestReadableBody = 256 * 1024
/** Bytes of a request beside its payloads. */
const envelope = 1024

/** Whether a request with these payloads stays within the limit for readable ones. */
export function fitsReadableBody(payloads: readonly string[]): boolean {
  return new TextEncoder().encode(JSON.stringify(payloads)).length + envelope <= largestReadableBody
}

/**
 * Returns one verified signature. Nothing asynchronous happens before the stamper is called: Safari before 17.4 prompts only inside the
 * user's gesture.
 */
export async function signPayload(account: PasskeyAccount, payload: Payload): Promise<VerifiedSignature> {
  const { digest, preimage, item } = payload
  const readable = payload.readable ?? (preimage && toPreimagePayload(preimage))
  const isReadable = readable && fitsReadableBody([readable.payload])
  const result = await signRawPayload(account.signerClient, {
    ...toSignerParameters(account),
    ...(isReadable ? readable : toDigestPayload(digest)),
  }).catch((error) => rethrowPending(account, error, item && [item]))
  const signature = toSignature({ r: `0x${result.r}`, s: `0x${result.s}`, yParity: Number(result.v) })
  return { signature, publicKey: await verifySignature(account, { digest, signature }) }
}

export const toPreimagePayload = (payload: Hex): RawPayload => ({
  payload,
  encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
  hashFunction: 'HASH_FUNCTION_KECCAK256',
})

export const toDigestPayload = (payload: Hash): RawPayload => ({
  payload,
  encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
  hashFunction: 'HASH_FUNCTION_NO_OP',
})

/** The parameters that every request of an account for a signature shares. */
export function toSignerParameters({
  organizationId,
  signWith,
  stamper,
  signal,
}: PasskeyAccount): ActionParameters & { signWith: string } {
  return { organizationId, signWith, stamper, signal }
}

/**
 * Throws the error of a request again. Where it says that the signature waits for approval, `pending` gets the items that its body does not
 * show, and the account's `onPending` is called.
 */
export function rethrowPending({ onPending }: PasskeyAccount, error: unknown, items: PendingItem[] | undefined): never {
  if (error instanceof ActivityApprovalNeededError && error.pending) {
    if (items) error.pending.items = items
    try {
      onPending?.(error.pending)
    } catch (thrown) {
      // As an event handler's: seen, but not in the place of the error that the caller waits for.
      queueMicrotask(() => {
        throw thrown
      })
    }
  }
  throw error
}

import { type Hash, type Hex, type SignedAuthorization, stringToBytes } from 'viem'
import { signRawPayload } from '../actions/signRawPayload.js'
import { signTransaction } from '../actions/signTransaction.js'
import type { SigningParameters } from '../actions/types.js'
import { ActivityApprovalNeededError, ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import type { PendingItem } from '../records/pendingSignature.js'
import type { StepUpRequest } from '../records/stepUp.js'
import type { HashFunction, PayloadEncoding } from '../wire/enums.js'
import { readSignedTransaction } from './readSignedTransaction.js'
import { type FullSignature, fromResult } from './toSignature.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/** Something to sign: what the signature must be over, and the forms in which the signer can get it. */
export type Payload<result = Hex | Promise<Hex> | SignedAuthorization> = {
  digest: Hash
  /** The bytes whose Keccak-256 is `digest`. `undefined` for a bare hash. */
  preimage?: Hex | undefined
  /** The form that tells an approver most. `undefined` if that is the digest. */
  readable?: RawPayload | undefined
  /** The transaction in hex without 0x, if it is one of type 0 to 4, which the signing API and its policies can read. */
  unsignedTransaction?: string | undefined
  /** What `pending` keeps, if the request does not show it. */
  item?: PendingItem | undefined
  /** Puts the signature into the form that the caller gets. */
  finish: (signature: FullSignature) => result
}

/** A payload in one of the wire's forms. */
export type RawPayload = { payload: string; encoding: PayloadEncoding; hashFunction: HashFunction }

/** A verified signature, and the public key recovered from it. */
export type VerifiedSignature = [signature: FullSignature, publicKey: Hex]

/** Whether a request with these payloads is small enough to be sent in a readable form: far below the signer's limit. */
export function fitsReadableBody(payloads: readonly string[]): boolean {
  // 256 KiB, of which 1 KiB is for what a request has besides its payloads, at most.
  const maxReadableBytes = 255 * 1024
  return stringToBytes(JSON.stringify(payloads)).length <= maxReadableBytes
}

/**
 * Signs a payload and verifies the signature. Calls the stamper before it returns its promise: Safari before 17.4 prompts
 * only inside the user's gesture.
 *
 * The signer gets the most readable form that fits: a transaction of a type that the signing API cannot parse, such as
 * Celo's CIP-64, and whatever is very large are signed by their hash.
 */
export async function signPayload(
  account: PasskeyAccount,
  payload: Payload<unknown>,
  request: StepUpRequest,
): Promise<VerifiedSignature> {
  const { digest, readable, unsignedTransaction, item } = payload
  const { signerClient } = account
  const parameters = toSignerParameters(account, request)
  const signing =
    unsignedTransaction && fitsReadableBody([unsignedTransaction])
      ? signTransaction(signerClient, { ...parameters, unsignedTransaction, type: 'TRANSACTION_TYPE_ETHEREUM' }).then(
          ({ signedTransaction }) =>
            readSignedTransaction(`0x${signedTransaction.toLowerCase()}`, `0x${unsignedTransaction}`),
        )
      : signRawPayload(signerClient, {
          ...parameters,
          ...(readable && fitsReadableBody([readable.payload]) ? readable : toDigestPayload(digest)),
        }).then(fromResult)
  const signature = await signing.catch((error) => rethrowPending(account, error, item && [item]))
  return [signature, await verifySignature(account, digest, signature)]
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

/**
 * Returns the parameters that an account's requests have in common. With a step-up, one of its two stampers stamps and the
 * other approves, if the signer asks for it.
 */
export function toSignerParameters(
  { organizationId, signWith, signerClient, stamper = signerClient.stamper, stepUp, signal }: PasskeyAccount,
  request: StepUpRequest,
): SigningParameters & { signWith: string } {
  const parameters = { organizationId, signWith, signal }
  return stepUp?.when?.(request)
    ? { ...parameters, stamper: stepUp.stamper, approver: stamper }
    : { ...parameters, stamper, approver: stepUp?.stamper }
}

/**
 * Rethrows the error of a request. If the signature waits, adds to `pending` the items that its body does not show, and
 * calls the account's `onPending`.
 */
export function rethrowPending({ onPending }: PasskeyAccount, error: unknown, items: PendingItem[] | undefined): never {
  const isWaiting = error instanceof ActivityApprovalNeededError || error instanceof ActivityAuthenticatorsNeededError
  if (isWaiting && error.pending) {
    if (items) error.pending.items = items
    try {
      onPending?.(error.pending)
    } catch (thrown) {
      // Reported as uncaught, as in an event handler, so that it does not replace the error that the caller waits for.
      queueMicrotask(() => {
        throw thrown
      })
    }
  }
  throw error
}

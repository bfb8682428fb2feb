import type { Hash } from 'viem'
import { signRawPayload } from '../actions/signRawPayload.js'
import type { ActionParameters } from '../actions/types.js'
import type { PayloadEncoding } from '../wire/enums.js'
import { type FullSignature, toSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

export type PayloadToSign = {
  /** What the signer is given; the digest itself unless said. */
  payload?: string
  /** Hexadecimal unless said. */
  encoding?: PayloadEncoding
  /** What the signature has to be over. */
  digest: Hash
}

/** One verified signature. Nothing asynchronous happens before the stamper is called. */
export async function signPayload(
  account: PasskeyAccount,
  { digest, payload = digest, encoding = 'PAYLOAD_ENCODING_HEXADECIMAL' }: PayloadToSign,
): Promise<FullSignature> {
  const result = await signRawPayload(account.signerClient, {
    ...toSignerParameters(account),
    payload,
    encoding,
    hashFunction: 'HASH_FUNCTION_NO_OP',
  })
  const signature = toSignature({ r: `0x${result.r}`, s: `0x${result.s}`, yParity: Number(result.v) })
  await verifySignature(account, { digest, signature })
  return signature
}

/** The parameters that every request of an account for a signature shares. */
export function toSignerParameters({
  organizationId,
  signWith,
  stamper,
  signal,
}: PasskeyAccount): ActionParameters & { signWith: string } {
  return { organizationId, signWith, stamper, signal }
}

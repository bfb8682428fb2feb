import { type Hash, type Hex, recoverPublicKey, type SignedAuthorization } from 'viem'
import { toAddress } from '../crypto/expandPublicKey.js'
import { SignatureMismatchError } from '../errors/account.js'
import type { FullSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'

/**
 * Verifies that a signature is the account's, over `digest`, in the one form that chains accept (EIP-2): anything between
 * the account and the signer could have replaced it.
 *
 * @returns The account's public key, recovered from the signature.
 */
export async function verifySignature(
  { address }: Pick<PasskeyAccount, 'address'>,
  digest: Hash,
  signature: FullSignature,
): Promise<Hex> {
  // The order of secp256k1 (SEC 2, section 2.4.1).
  const order = 2n ** 256n - 0x14551231950b75fc4402da1732fc9bebfn
  const publicKey = await recoverPublicKey({ hash: digest, signature }).catch(() => undefined)
  const received = publicKey && toAddress(publicKey)
  const isHigh = BigInt(signature.s) > order / 2n
  if (publicKey && !isHigh && received === address.toLowerCase()) return publicKey
  const reason = isHigh ? 'its `s` is above half the order' : 'made by another key, or over other data'
  throw new SignatureMismatchError({ expected: address, received, reason })
}

/** The parts of a payload that verify its signature and turn it into a result. */
type Verifiable = {
  digest: Hash
  finish: (signature: FullSignature) => Hex | Promise<Hex> | SignedAuthorization
}

/** Verifies several signatures, in the order of their payloads, and returns them in the forms that the caller gets. */
export function verifySignatures(
  account: Pick<PasskeyAccount, 'address'>,
  { payloads, signatures }: { payloads: readonly Verifiable[]; signatures: readonly FullSignature[] },
): Promise<(Hex | SignedAuthorization)[]> {
  return Promise.all(
    payloads.map(async ({ digest, finish }, index) => {
      const signature = signatures[index]
      if (!signature) throw new RangeError(`There is no signature at position ${index}.`)
      await verifySignature(account, digest, signature)
      return finish(signature)
    }),
  )
}

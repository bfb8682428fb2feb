import { type Hash, type Hex, recoverPublicKey } from 'viem'
import { toAddress } from '../crypto/expandPublicKey.js'
import { SignatureMismatchError } from '../errors/account.js'
import type { FullSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'

/** Half of the order of secp256k1 (SEC 2, section 2.4.1). */
const halfOrder = (2n ** 256n - 0x14551231950b75fc4402da1732fc9bebfn) / 2n

/**
 * The signature has to be the account's, over `digest`, in the one form that chains accept (EIP-2). Whatever stands between could have
 * put another one in its place.
 *
 * @returns The account's public key, which the signature shows.
 */
export async function verifySignature(
  account: Pick<PasskeyAccount, 'address'>,
  { digest, signature }: { digest: Hash; signature: FullSignature },
): Promise<Hex> {
  const expected = account.address
  const publicKey = await recoverPublicKey({ hash: digest, signature }).catch(() => undefined)
  const received = publicKey && toAddress(publicKey)
  const isHigh = BigInt(signature.s) > halfOrder
  if (!publicKey || isHigh || received !== expected.toLowerCase()) {
    const reason = isHigh ? 'its `s` is in the upper half of the order' : 'made by another key, or over other data'
    throw new SignatureMismatchError({ expected, received, reason })
  }
  return publicKey
}

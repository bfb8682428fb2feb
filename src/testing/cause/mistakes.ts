import type { SerializeTransactionFn, TransactionSerializable, TransactionSerializableLegacy } from 'viem'
import type { SignedRequest } from '../../wire/stamp.js'

/** A transaction that every chain would take, for `account.signTransaction`. */
export function ChainIdMissingError(): TransactionSerializableLegacy {
  return { to: nobody, gas: 21_000n, gasPrice: 1n, nonce: 0 }
}

/** A transaction whose serializer leaves the signature out, for `account.signTransaction(...it)`. */
export function TransactionNotSignableError(): [
  transaction: TransactionSerializable,
  options: { serializer: SerializeTransactionFn<TransactionSerializable> },
] {
  return [{ type: 'legacy', chainId: 1, to: nobody }, { serializer: () => '0x00' }]
}

/** Too short a hash, for `account.sign`. */
export function InvalidParameterError(): { hash: `0x${string}` } {
  return { hash: '0x00' }
}

/** The client without its stamper. */
export function StamperMissingError<client extends { stamper?: unknown }>({
  client,
}: {
  client: client
}): client & { stamper: undefined } {
  return { ...client, stamper: undefined }
}

/** Two halves that do not belong together, for `apiKeyStamper`: its first stamp fails. */
export function InvalidApiKeyError(): { publicKey: string; privateKey: string } {
  // The public key is that of 1: the curve's own generator.
  return {
    publicKey: '036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    privateKey: '2'.padStart(64, '0'),
  }
}

/** What no signer takes, for `sendSignedRequest`. */
export function InvalidSignedRequestError(): SignedRequest {
  const stamp = { stampHeaderName: 'X-Stamp', stampHeaderValue: '' }
  return { url: 'https://signer.example/elsewhere', body: '{}', stamp }
}

const nobody = '0x00000000000000000000000000000000000000aa'

import type { SerializeTransactionFn, TransactionSerializable, TransactionSerializableLegacy } from 'viem'
import type { SignedRequest } from '../../wire/stamp.js'

/** Returns a transaction without a chain id, for `account.signTransaction`. */
export function ChainIdMissingError(): TransactionSerializableLegacy {
  return { to: recipient, gas: 21_000n, gasPrice: 1n, nonce: 0 }
}

/** Returns a transaction and a serializer that leaves the signature out, for `account.signTransaction(...it)`. */
export function TransactionNotSignableError(): [
  transaction: TransactionSerializable,
  options: { serializer: SerializeTransactionFn<TransactionSerializable> },
] {
  return [{ type: 'legacy', chainId: 1, to: recipient }, { serializer: () => '0x00' }]
}

/** Returns a hash that is too short, for `account.sign`. */
export function InvalidParameterError(): { hash: `0x${string}` } {
  return { hash: '0x00' }
}

/** Returns the client without its stamper. */
export function StamperMissingError<client extends { stamper?: unknown }>({
  client,
}: StamperMissingError.Parameters<client>): client & { stamper: undefined } {
  return { ...client, stamper: undefined }
}

export declare namespace StamperMissingError {
  type Parameters<client> = {
    /** A signer client. */
    client: client
  }
}

/** Returns two keys that are not a pair, for `apiKeyStamper`. Its first stamp fails. */
export function InvalidApiKeyError(): { publicKey: string; privateKey: string } {
  // The public key of the private key 1, which is the curve's generator.
  return {
    publicKey: '036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    privateKey: '2'.padStart(64, '0'),
  }
}

/** Returns a request that no signer takes, for `sendSignedRequest`. */
export function InvalidSignedRequestError(): SignedRequest {
  const stamp = { stampHeaderName: 'X-Stamp', stampHeaderValue: '' }
  return { url: 'https://signer.example/elsewhere', body: '{}', stamp }
}

const recipient = '0x00000000000000000000000000000000000000aa'

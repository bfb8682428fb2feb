import type { SerializeTransactionFn, TransactionSerializable, TransactionSerializableLegacy } from 'viem'
import type { SignedRequest } from '../../wire/stamp.js'

/** Returns a transaction without a chain id, for `account.signTransaction`. */
export function ChainIdMissingError(): ChainIdMissingError.ReturnType {
  return { to: recipient, gas: 21_000n, gasPrice: 1n, nonce: 0 }
}

export declare namespace ChainIdMissingError {
  type ReturnType = TransactionSerializableLegacy
}

/** Returns a transaction and a serializer that leaves the signature out, for `account.signTransaction(...it)`. */
export function TransactionNotSignableError(): TransactionNotSignableError.ReturnType {
  return [{ type: 'legacy', chainId: 1, to: recipient }, { serializer: () => '0x00' }]
}

export declare namespace TransactionNotSignableError {
  type ReturnType = [
    transaction: TransactionSerializable,
    options: {
      /** Returns the same bytes with and without a signature. */
      serializer: SerializeTransactionFn<TransactionSerializable>
    },
  ]
}

/** Returns a hash that is too short, for `account.sign`. */
export function InvalidParameterError(): InvalidParameterError.ReturnType {
  return { hash: '0x00' }
}

export declare namespace InvalidParameterError {
  type ReturnType = {
    /** Not 32 bytes. */
    hash: `0x${string}`
  }
}

/** Returns the client without its stamper. */
export function StamperMissingError<client extends StamperMissingError.Client>({
  client,
}: StamperMissingError.Parameters<client>): StamperMissingError.ReturnType<client> {
  return { ...client, stamper: undefined }
}

export declare namespace StamperMissingError {
  type Client = {
    /** The stamper, which the returned client does not have. */
    stamper?: unknown
  }
  type Parameters<client> = {
    /** A signer client. */
    client: client
  }
  type ReturnType<client> = client & {
    /** None. */
    stamper: undefined
  }
}

/** Returns two keys that are not a pair, for `apiKeyStamper`. Its first stamp fails. */
export function InvalidApiKeyError(): InvalidApiKeyError.ReturnType {
  // The public key of the private key 1, which is the curve's generator.
  return {
    publicKey: '036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    privateKey: '2'.padStart(64, '0'),
  }
}

export declare namespace InvalidApiKeyError {
  type ReturnType = {
    /** Compressed SEC1 public key, hex without 0x. */
    publicKey: string
    /** Private key of another public key, hex without 0x. */
    privateKey: string
  }
}

/** Returns a request that no signer takes, for `sendSignedRequest`. */
export function InvalidSignedRequestError(): InvalidSignedRequestError.ReturnType {
  const stamp = { stampHeaderName: 'X-Stamp', stampHeaderValue: '' }
  return { url: 'https://signer.example/elsewhere', body: '{}', stamp }
}

export declare namespace InvalidSignedRequestError {
  type ReturnType = SignedRequest
}

/** Returns a text that is no expression, for `parsePolicy`, or as a policy's `condition`. */
export function PolicyExpressionError(): PolicyExpressionError.ReturnType {
  return 'eth.tx.chain_id = 1'
}

export declare namespace PolicyExpressionError {
  type ReturnType = string
}

const recipient = '0x00000000000000000000000000000000000000aa'

import type {
  AuthorizationRequest,
  Hash,
  Hex,
  SerializeTransactionFn,
  SignableMessage,
  SignedAuthorization,
  TransactionSerializable,
  TypedDataDefinition,
} from 'viem'

/** One thing to sign. */
export type SignItem =
  | {
      /** A message to sign (EIP-191). */
      message: SignableMessage
    }
  | {
      /** Typed data to sign (EIP-712). */
      typedData: TypedDataDefinition
    }
  | {
      /** A hash to sign: 32 bytes, hex with 0x. */
      hash: Hash
    }
  | {
      /** A transaction to sign. Nothing is filled in. */
      transaction: TransactionSerializable
      /**
       * Serializes the transaction.
       * @default serializeTransaction
       */
      serializer?: SerializeTransactionFn<TransactionSerializable> | undefined
    }
  | {
      /** An authorization to sign (EIP-7702). */
      authorization: AuthorizationRequest
    }

/** The result for one item: viem's `SignedAuthorization` for an authorization, hex for everything else. */
export type SignedItem<item> = item extends { authorization: unknown } ? SignedAuthorization : Hex

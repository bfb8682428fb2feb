import { type Chain, type LocalAccount, RpcError, type TypedDataDefinition, UserRejectedRequestError } from 'viem'
import { copyValue } from '../account/copyTransaction.js'
import { isReference } from '../account/isReference.js'
import { readMessage } from '../account/readMessage.js'
import { readTypedData } from '../account/readTypedData.js'
import { toAuthorizationPayload } from '../account/toAuthorizationPayload.js'
import { toHashPayload } from '../account/toHashPayload.js'
import { toError } from '../errors/toError.js'
import { readSerializable } from './readSerializable.js'
import { toInvalidParams, toRpcError } from './toRpcError.js'
import type { ApprovalRequest } from './types.js'

/** The app's own dialog. */
export type Approve = (request: ApprovalRequest) => Promise<void>

/** What the dialog shows. */
type Subject = ApprovalRequest extends infer request
  ? request extends ApprovalRequest
    ? Omit<request, 'address' | 'chain'>
    : never
  : never

/**
 * Copies an account so that its methods call `approve` before they sign and throw errors with codes. Without `approve`, the
 * account's methods are called before these return their promise.
 */
export function guardAccount<account extends LocalAccount>(
  account: account,
  { approve, findChain }: { approve: Approve | undefined; findChain: (chainId?: number) => Chain },
): account {
  const { address, sign, signAuthorization } = account
  /**
   * @param read - Copies what is signed by value, so that nothing else is signed than what the dialog shows. Not called without
   * a dialog: the account makes its own copy.
   */
  const guard = async <value, result>(
    given: value,
    read: (given: value) => value,
    toSubject: (value: value) => Subject,
    run: (value: value) => Promise<result>,
  ): Promise<result> => {
    try {
      const value = approve ? readInput(given, read) : given
      if (approve) {
        const { chainId } = Object(value)
        const chain = findChain(chainId && Number(chainId))
        await requestApproval(approve, toSubject(value), { address, chain })
      }
      return await run(value)
    } catch (error) {
      throw toRpcError(error)
    }
  }
  return {
    ...account,
    get publicKey() {
      return account.publicKey
    },
    ...(sign && {
      sign: async ({ hash }: Parameters<typeof sign>[0]) =>
        guard(
          hash,
          (hash) => toHashPayload(hash).digest,
          (hash) => ({ type: 'hash', hash }),
          (hash) => sign({ hash }),
        ),
    }),
    ...(signAuthorization && {
      signAuthorization: async (given: Parameters<typeof signAuthorization>[0]) =>
        guard(
          given,
          (given) => toAuthorizationPayload(given).authorization,
          (authorization) => ({ type: 'authorization', authorization }),
          signAuthorization,
        ),
    }),
    async signMessage({ message }: Parameters<LocalAccount['signMessage']>[0]) {
      return guard(
        message,
        readMessage,
        (message) => ({ type: 'message', message }),
        (message) => account.signMessage({ message }),
      )
    },
    async signTypedData(given: Parameters<LocalAccount['signTypedData']>[0]) {
      return guard(
        given as TypedDataDefinition,
        readDefinition,
        (typedData) => ({ type: 'typedData', typedData }),
        (typedData) => account.signTypedData(typedData),
      )
    },
    async signTransaction(given: Parameters<LocalAccount['signTransaction']>[0], givenOptions) {
      // The caller may change them, too.
      const options = { ...givenOptions }
      return guard(
        given,
        readSerializable,
        (transaction) => ({ type: 'transaction', transaction }),
        (transaction) => account.signTransaction(transaction, options),
      )
    },
  }
}

/** Whatever keeps a value from being read is wrong with the parameters. */
function readInput<value>(given: value, read: (given: value) => value): value {
  try {
    return read(given)
  } catch (error) {
    throw error instanceof RpcError ? error : toInvalidParams(toError(error))
  }
}

/** Reads typed data by value. Only objects are converted: dialogs may compare a number. */
function readDefinition(given: TypedDataDefinition): TypedDataDefinition {
  const [copy] = readTypedData(given, (value, integer) =>
    // What is no integer is in a string field, where viem hashes a list of bytes.
    isReference(value) ? (integer ?? Array.from(value as ArrayLike<unknown>, String)) : value,
  )
  // A domain alone has no message. Dialogs list the fields of one.
  return { ...copy, message: copy.message ?? {} } as TypedDataDefinition
}

/** Calls the app's dialog, with a copy that it may change. Whatever it throws means that the user refused. */
export async function requestApproval(
  approve: Approve,
  subject: Subject,
  { address, chain }: Pick<ApprovalRequest, 'address' | 'chain'>,
): Promise<void> {
  try {
    await approve({ ...(copyValue(subject) as Subject), address, chain })
  } catch (error) {
    throw new UserRejectedRequestError(toError(error))
  }
}

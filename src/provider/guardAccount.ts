import { type Chain, type LocalAccount, type TypedDataDefinition, UserRejectedRequestError } from 'viem'
import { copyTransaction, copyValue } from '../account/copyTransaction.js'
import { toError } from '../errors/toError.js'
import { toRpcError } from './toRpcError.js'
import type { ApprovalRequest } from './types.js'
import { withoutUntyped } from './withoutUntyped.js'

/** The app's own dialog. */
export type Approve = (request: ApprovalRequest) => Promise<void>

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
  const guard = async <result>(
    subject: Subject | (() => Subject),
    chainId: number | undefined,
    run: () => Promise<result>,
  ) => {
    try {
      const shown = approve && (typeof subject === 'function' ? subject() : subject)
      if (approve && shown) await requestApproval(approve, { ...shown, address, chain: findChain(chainId) })
      return await run()
    } catch (error) {
      throw toRpcError(error)
    }
  }
  // Copied, so that nothing else is signed than what the dialog shows. The account makes copies of what it gets without one.
  const copy = <value>(value: value): value => (approve ? (copyValue(value) as value) : value)
  return {
    ...account,
    get publicKey() {
      return account.publicKey
    },
    ...(sign && {
      sign: async ({ hash }: Parameters<typeof sign>[0]) =>
        guard({ type: 'hash', hash }, undefined, () => sign({ hash })),
    }),
    ...(signAuthorization && {
      async signAuthorization(given: Parameters<typeof signAuthorization>[0]) {
        const authorization = copy(given)
        const request = { type: 'authorization', authorization } as const
        return guard(request, authorization.chainId, () => signAuthorization(authorization))
      },
    }),
    async signMessage(given: Parameters<LocalAccount['signMessage']>[0]) {
      const { message } = copy(given)
      return guard({ type: 'message', message }, undefined, () => account.signMessage({ message }))
    },
    async signTypedData(given: Parameters<LocalAccount['signTypedData']>[0]) {
      const typedData = copy(given)
      const subject = () =>
        ({ type: 'typedData', typedData: withoutUntyped(typedData as TypedDataDefinition) }) as const
      return guard(subject, undefined, () => account.signTypedData(typedData))
    },
    async signTransaction(given: Parameters<LocalAccount['signTransaction']>[0], options) {
      const transaction = approve ? copyTransaction(given) : given
      const request = { type: 'transaction', transaction } as const
      return guard(request, transaction.chainId, () => account.signTransaction(transaction, options))
    },
  }
}

/** Calls the app's dialog. Whatever it throws means that the user refused. */
export async function requestApproval(approve: Approve, request: ApprovalRequest): Promise<void> {
  try {
    await approve(request)
  } catch (error) {
    throw new UserRejectedRequestError(toError(error))
  }
}

import { InvalidParameterError } from '../errors/config.js'
import { buildContext } from './context/buildContext.js'
import type { ContractInterfaces } from './context/interfaces.js'
import { isRecord } from './context/isRecord.js'
import { parseJson } from './context/parseJson.js'
import type { PolicyPrivateKey, PolicyWallet } from './context/types.js'
import type { PolicyContext } from './types.js'

/**
 * Returns a request as the conditions of policies see it.
 *
 * @example
 * ```ts
 * import { serializeTransaction } from 'viem'
 * import { toPolicyContext } from 'viem-passkey-account/policies'
 *
 * const signWith = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
 * const context = toPolicyContext({
 *   body: {
 *     type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
 *     parameters: { signWith, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction: serializeTransaction({ chainId: 1, gas: 21_000n }) },
 *   },
 *   wallet: { id: '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e' },
 * })
 * ```
 */
export function toPolicyContext({ body, ...rest }: toPolicyContext.Parameters): toPolicyContext.ReturnType {
  const request = typeof body === 'string' ? parseJson(body) : body
  const { type, parameters } = isRecord(request) ? request : {}
  if (typeof type !== 'string' || !isRecord(parameters))
    throw new InvalidParameterError({
      parameter: 'body',
      value: '',
      message: '`body` is not the body of an activity. Pass an object, or its JSON, with `type` and `parameters`.',
    })
  const built = buildContext({ type, parameters, ...rest })
  if (built.ok) return built.context
  const { parameter, message } = built.error
  throw new InvalidParameterError({
    parameter,
    value: '',
    message: `The request does not reach the policies of a signer: ${message}.`,
  })
}

export declare namespace toPolicyContext {
  type Parameters = {
    /** The body of the request, as an object or as JSON. Its `type` and its `parameters` are read. */
    body: string | { readonly type: string; readonly parameters: object }
    /**
     * The wallet whose account signs or is exported.
     * @default conditions over `wallet` are errors
     */
    wallet?: PolicyWallet | undefined
    /**
     * The private key that signs or is exported, in the place of `wallet`.
     * @default what the request names, with its id only
     */
    privateKey?: PolicyPrivateKey | undefined
    /**
     * The wallets of a request about several, such as `delete_wallets`.
     * @default conditions over `wallets` are errors
     */
    wallets?: readonly PolicyWallet[] | undefined
    /**
     * Decodes calls, as uploaded smart contract interfaces do. `createInterfaces` makes it of ABIs.
     * @default conditions over `eth.tx.function_name` and the like are errors
     */
    interfaces?: ContractInterfaces | undefined
  }
  type ReturnType = PolicyContext
  type ErrorType = InvalidParameterError
}

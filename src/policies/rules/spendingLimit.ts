import type { InvalidParameterError } from '../../errors/config.js'
import { consensusOf } from './consensusOf.js'
import { type FeeLimit, feeClauses, feeNote } from './feeClauses.js'
import { noBlindSigning, type PolicyRule } from './noBlindSigning.js'
import { isOneOf, toAddress, toInt, toItems } from './parameters.js'

/**
 * Allows plain transfers of ether up to an amount, on one chain. Returns that rule and a DENY of raw payloads and messages,
 * without which the rule does not bind: see `noBlindSigning`. Create both.
 *
 * Calls of contracts are not allowed: they could move tokens. The limit is for each transaction; the language has none over time.
 *
 * @example
 * ```ts
 * import { spendingLimit } from 'viem-passkey-account/policies'
 * import { parseEther } from 'viem'
 *
 * const rules = spendingLimit({ perTransaction: parseEther('0.1'), chainId: 1, userId: 'backend' })
 * ```
 */
export function spendingLimit(parameters: spendingLimit.Parameters): spendingLimit.ReturnType {
  const { perTransaction, chainId, to, fees, userId, name } = parameters
  const [limit, chain] = [toInt('perTransaction', perTransaction), toInt('chainId', chainId, 1n)]
  const recipients =
    to === undefined
      ? undefined
      : toItems('to', typeof to === 'string' ? [to] : to).map((address, index) => toAddress(`to[${index}]`, address))
  const condition = [
    "activity.kind == 'SIGN_TRANSACTION'",
    `eth.tx.chain_id == ${chain}`,
    // Empty: it would create a contract.
    recipients === undefined ? "eth.tx.to != ''" : isOneOf('eth.tx.to', recipients),
    "eth.tx.data == '0x'",
    `eth.tx.value <= ${limit}`,
    ...feeClauses(fees),
  ].join(' && ')
  return [
    {
      policyName: name ?? `At most ${limit} wei a transaction on chain ${chain}`,
      effect: 'EFFECT_ALLOW',
      condition,
      ...consensusOf(userId),
      notes: `Allows plain transfers, any number of them.${feeNote(fees)} Binds only beside the DENY of raw payloads.`,
    },
    ...noBlindSigning({ userId, texts: true }),
  ]
}

export declare namespace spendingLimit {
  type Parameters = {
    /** The most that a transaction may send, in wei. */
    perTransaction: bigint | number
    /** The chain. */
    chainId: number | bigint
    /**
     * Who may receive it, one address or several.
     * @default everybody
     */
    to?: string | readonly string[] | undefined
    /**
     * The most that a transaction may pay for gas.
     * @default not limited
     */
    fees?: FeeLimit | undefined
    /**
     * Id of the user whom it allows this.
     * @default every user of the organization
     */
    userId?: string | undefined
    /**
     * Name of the rule, unique in its organization.
     * @default names limit and chain
     */
    name?: string | undefined
  }
  type ReturnType = [allow: PolicyRule, deny: PolicyRule]
  type ErrorType = InvalidParameterError
}

import type { InvalidParameterError } from '../../errors/config.js'
import { consensusOf } from './consensusOf.js'
import { type FeeLimit, feeClauses, feeNote } from './feeClauses.js'
import { noBlindSigning, type PolicyRule } from './noBlindSigning.js'
import { isOneOf, toAddress, toInt, toItems, toSelector } from './parameters.js'

/**
 * Allows transactions that call the named functions of one contract, without ether. Returns that rule and a DENY of raw payloads and messages,
 * without which the rule does not bind: see `noBlindSigning`. Create both.
 *
 * It does not limit what the functions are called with: `transfer` of a token can send all of it. The local signer takes expressions of at most
 * 16,384 characters, some 1,100 functions.
 *
 * @example
 * ```ts
 * import { contractOnly } from 'viem-passkey-account/policies'
 *
 * const rules = contractOnly({ address: '0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D', selectors: ['0x4e71d92d'], chainId: 8453, userId: 'backend' })
 * ```
 */
export function contractOnly(parameters: contractOnly.Parameters): contractOnly.ReturnType {
  const { address, selectors, chainId, maxValue = 0n, fees, userId, name } = parameters
  const contract = toAddress('address', address)
  const functions = toItems('selectors', selectors).map((selector, index) =>
    toSelector(`selectors[${index}]`, selector),
  )
  const value = toInt('maxValue', maxValue)
  const condition = [
    "activity.kind == 'SIGN_TRANSACTION'",
    ...(chainId === undefined ? [] : [`eth.tx.chain_id == ${toInt('chainId', chainId, 1n)}`]),
    `eth.tx.to == '${contract}'`,
    isOneOf('eth.tx.data[0..10]', functions),
    value === '0' ? 'eth.tx.value == 0' : `eth.tx.value <= ${value}`,
    ...feeClauses(fees),
  ].join(' && ')
  const anywhere = chainId === undefined ? ' On every chain, where the address can be another contract.' : ''
  return [
    {
      policyName: name ?? `Only ${contract}`,
      effect: 'EFFECT_ALLOW',
      condition,
      ...consensusOf(userId),
      notes: `Allows calls of ${summarize(functions)}, with any arguments.${anywhere}${feeNote(fees)} Binds only beside the DENY of raw payloads.`,
    },
    ...noBlindSigning({ userId, texts: true }),
  ]
}

/** Names the first ones: signers limit the length of notes, and the condition has them all. */
function summarize(functions: readonly string[]): string {
  const shown = functions.slice(0, 10)
  const more = functions.length - shown.length
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`
}

export declare namespace contractOnly {
  type Parameters = {
    /** Address of the contract. */
    address: string
    /** Selectors of the functions, 4 bytes of hex with 0x: `toFunctionSelector` of viem. */
    selectors: readonly string[]
    /**
     * The chain.
     * @default every chain
     */
    chainId?: number | bigint | undefined
    /**
     * The most ether that a call may send along, in wei.
     * @default 0n
     */
    maxValue?: bigint | number | undefined
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
     * @default names the contract
     */
    name?: string | undefined
  }
  type ReturnType = [allow: PolicyRule, deny: PolicyRule]
  type ErrorType = InvalidParameterError
}

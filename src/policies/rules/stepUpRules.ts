import type { InvalidParameterError } from '../../errors/config.js'
import type { StepUpRequest } from '../../records/stepUp.js'
import type { CreateMfaPolicyIntent } from '../../wire/mfaPolicies.js'
import type { CreateSessionProfileIntent } from '../../wire/sessionProfiles.js'
import type { FeeLimit } from './feeClauses.js'
import { toInt } from './parameters.js'
import { spendingLimit } from './spendingLimit.js'

/**
 * Lets a session send ether up to an amount, and asks for the passkey for everything else: larger transactions, calls of contracts, other
 * chains, raw payloads (which can be a transaction), messages, typed data, authorizations, MFA policies, credentials, users, log-ins and
 * exports.
 *
 * Returns what to create. `mfaPolicies` protect: they bind the user, whatever stamps, and hold only together. `sessionProfile` keeps its
 * sessions from asking for anything but signatures. `when` prompts for what the policies will ask for: pass it to `createPasskeyAccount`.
 *
 * The limit is for each transaction, and so is that of the fees: a session can send many, until it ends.
 *
 * @example
 * ```ts
 * import { parseEther } from 'viem'
 * import { stepUpRules } from 'viem-passkey-account/policies'
 *
 * const { sessionProfile, mfaPolicies, when } = stepUpRules({ above: parseEther('0.05'), chainId: 1 })
 * ```
 */
export function stepUpRules(parameters: stepUpRules.Parameters): stepUpRules.ReturnType {
  const { above, chainId, to, expirationSeconds, name } = parameters
  const limit = toInt('above', above, 1n)
  const chain = toInt('chainId', chainId, 1n)
  const { fees = { gas: defaultGas, perGas: BigInt(limit) / defaultGas } } = parameters
  // For anything but a transaction it is an error, and so is its negation. Whether an error counts as true is not documented: the policies
  // hold either way.
  const [{ condition }] = spendingLimit({ perTransaction: above, chainId, to, fees })
  const policyName = name ?? `Passkey above ${limit} wei on chain ${chain}`
  return {
    sessionProfile: {
      sessionProfileName: policyName,
      scope: "activity.action == 'SIGN'",
      ...(expirationSeconds !== undefined && {
        expirationSeconds: toInt('expirationSeconds', expirationSeconds, 1n),
      }),
      notes: 'Only signatures. The MFA policies of the user say which of them need the passkey: create both.',
    },
    mfaPolicies: [
      {
        mfaPolicyName: `${policyName}: session`,
        condition,
        requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }, passkey] }],
        order: 1,
        notes: `A session is enough for transfers of at most ${limit} wei each on chain ${chain}, any number of them.`,
      },
      {
        mfaPolicyName: `${policyName}: everything else`,
        condition: 'true',
        requiredAuthenticationMethods: [{ any: [passkey] }],
        order: 2,
        notes: 'The passkey for what the conditions before it cannot read.',
      },
      {
        mfaPolicyName: policyName,
        condition: `!(${condition})`,
        requiredAuthenticationMethods: [{ any: [passkey] }],
        order: 0,
        notes:
          'The passkey for everything else. Comes first, since an error of the next condition could count as true.',
      },
    ],
    when: (request) => !isAllowed(request, { ...parameters, fees }),
  }
}

const passkey = { type: 'AUTHENTICATION_TYPE_PASSKEY' } as const

/** The most gas of a transfer, by default: a contract that receives ether takes more than 21,000, and so do some rollups. */
const defaultGas = 100_000n

export declare namespace stepUpRules {
  type Parameters = {
    /** The most ether that a transaction may send without the passkey, in wei. */
    above: bigint | number
    /** The chain of the transactions that need no passkey. */
    chainId: number | bigint
    /**
     * Who may receive ether without the passkey, one address or several.
     * @default everybody
     */
    to?: string | readonly string[] | undefined
    /**
     * The most that a transaction may pay for gas without the passkey.
     * @default 100,000 gas, at a price at which it costs `above`
     */
    fees?: FeeLimit | undefined
    /**
     * The longest that sessions of the profile last, in seconds.
     * @default the log-in decides
     */
    expirationSeconds?: number | undefined
    /**
     * Name of the session profile, and the beginning of those of the MFA policies.
     * @default names limit and chain
     */
    name?: string | undefined
  }
  type ReturnType = {
    /** For `createSessionProfile`, once, in the parent organization. */
    sessionProfile: CreateSessionProfileIntent
    /**
     * For `createMfaPolicy`, for each user, in the user's organization, in this order. The last one takes the passkey; a session without a
     * profile may stamp the others.
     */
    mfaPolicies: Omit<CreateMfaPolicyIntent, 'userId'>[]
    /** For `stepUp` of `createPasskeyAccount`: whether the MFA policies ask for the passkey. */
    when: (request: StepUpRequest) => boolean
  }
  type ErrorType = InvalidParameterError
}

/** The same limit for viem's transactions. A wrong answer costs a prompt or makes it late, no more: the signer decides. */
function isAllowed(request: StepUpRequest, limits: stepUpRules.Parameters & { fees: FeeLimit }): boolean {
  if (!('transaction' in request)) return false
  const { above, chainId, to, fees } = limits
  const { transaction } = request
  const { data = '0x', value = 0n, gas = 0n, gasPrice, maxFeePerGas, type } = transaction
  const recipients = [to ?? transaction.to].flat().map((address) => address?.toLowerCase())
  return (
    Number(transaction.chainId) === Number(chainId) &&
    Boolean(transaction.to) &&
    recipients.includes(transaction.to?.toLowerCase()) &&
    data === '0x' &&
    value <= BigInt(above) &&
    type !== 'eip4844' &&
    gas <= BigInt(fees.gas) &&
    (gasPrice ?? maxFeePerGas ?? 0n) <= BigInt(fees.perGas)
  )
}

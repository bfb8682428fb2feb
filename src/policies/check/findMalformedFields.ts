import type { Policy, PolicyField } from '../types.js'

/** The fields of a policy that hold expressions, in their order. */
export const policyFields: readonly PolicyField[] = ['condition', 'consensus', 'time']

/** Finds what a caller without types gets wrong: another effect, and expressions that are not strings. */
export function findMalformedFields(policy: Policy): { field: PolicyField | 'effect'; message: string }[] {
  const isEffect = policy.effect === 'EFFECT_ALLOW' || policy.effect === 'EFFECT_DENY'
  const malformed = policyFields.filter((field) => policy[field] !== undefined && typeof policy[field] !== 'string')
  return [
    ...(isEffect ? [] : [{ field: 'effect' as const, message: 'The effect must be EFFECT_ALLOW or EFFECT_DENY.' }]),
    ...malformed.map((field) => ({
      field,
      message: `The ${field} must be a string. Leave it out to have no limit.`,
    })),
  ]
}

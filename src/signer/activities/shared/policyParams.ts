import type { CreatePolicyIntentV3, PolicyEffect } from '../../../wire/policies.js'
import { label, object, oneOf, optional, type Parser, text } from '../../protocol/parse.js'
import { requestLimits } from '../../protocol/requestLimits.js'
import { badRequest } from '../../protocol/WireError.js'

export const policyEffect: Parser<PolicyEffect> = oneOf(['EFFECT_ALLOW', 'EFFECT_DENY'], 'invalid effect')

/** A text of limited length, which may be empty. */
const textUpTo =
  (max: number): Parser<string> =>
  (value, path, isStored) => {
    const parsed = text()(value, path)
    if (parsed.length > max && !isStored)
      throw badRequest(`invalid request body: field \`${path}\` must be at most ${max} characters long`)
    return parsed
  }

/** What it says is checked when the policy is written: a stored activity stays readable whatever the language becomes. */
export const policyExpression: Parser<string> = textUpTo(requestLimits.policyExpression)

export const notes: Parser<string> = textUpTo(requestLimits.text)

/** Official clients leave notes out, although the schema requires them. */
const notesOrAbsent: Parser<string> = (value, path, isStored) =>
  value === undefined || value === null ? '' : notes(value, path, isStored)

export const policyParams: Parser<CreatePolicyIntentV3> = object({
  policyName: label(),
  effect: policyEffect,
  condition: optional(policyExpression),
  consensus: optional(policyExpression),
  notes: notesOrAbsent,
  time: optional(policyExpression),
})

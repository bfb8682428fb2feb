import type { CreateMfaPolicyIntent, UpdateMfaPolicyIntent } from '../../../wire/mfaPolicies.js'
import { authenticationSteps } from '../../protocol/authenticationMethods.js'
import { int32, label, object, optional, type Parser, uuid } from '../../protocol/parse.js'
import { badRequest } from '../../protocol/WireError.js'
import { notes, policyExpression } from './policyParams.js'

const order: Parser<number> = (value, path) => {
  const parsed = int32()(value, path)
  if (parsed < 0) throw badRequest(`invalid request body: field \`${path}\` must be at least 0`)
  return parsed
}

export const createMfaPolicyParams: Parser<CreateMfaPolicyIntent> = object({
  userId: uuid(),
  mfaPolicyName: label(),
  condition: policyExpression,
  requiredAuthenticationMethods: authenticationSteps,
  order,
  notes: optional(notes),
})

export const updateMfaPolicyParams: Parser<UpdateMfaPolicyIntent> = object({
  userId: uuid(),
  mfaPolicyId: uuid(),
  mfaPolicyName: optional(label()),
  condition: optional(policyExpression),
  requiredAuthenticationMethods: optional(authenticationSteps),
  order: optional(order),
  notes: optional(notes),
})

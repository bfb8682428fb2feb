import { randomUUID } from 'node:crypto'
import { prepareExpression } from '../../policies/core.js'
import type { CreateSessionProfileIntent } from '../../wire/sessionProfiles.js'
import { limits } from '../protocol/limits.js'
import { decimal, label, object, optional, type Parser } from '../protocol/parse.js'
import { badRequest, exhausted } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { notes, policyExpression } from './shared/policyParams.js'

const parse: Parser<CreateSessionProfileIntent> = object({
  sessionProfileName: label(),
  scope: policyExpression,
  expirationSeconds: optional(decimal()),
  notes: optional(notes),
})

/**
 * The parent organization creates them for its sub-organizations. Production documents that, and not what it answers to a
 * sub-organization, nor its limit and its other refusals: all of these are choices.
 */
export const createSessionProfile: ActivityDefinition = defineActivity({
  path: 'create_session_profile',
  versions: {
    ACTIVITY_TYPE_CREATE_SESSION_PROFILE: {
      intent: 'createSessionProfileIntent',
      result: 'createSessionProfileResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute({ store, organization, now }, { sessionProfileName: name, scope, expirationSeconds, notes }) {
    if (organization.parentId !== null)
      throw badRequest('session profiles can only be created in a parent organization')
    const prepared = prepareExpression(scope, 'condition')
    if (!prepared.ok) throw badRequest(`invalid session profile scope: ${prepared.error.productionMessage}`)
    const seconds = expirationSeconds === undefined ? null : Number(expirationSeconds)
    if (seconds === 0) throw badRequest('invalid session profile expiration: expirationSeconds must be at least 1')
    const existing = store.sessionProfiles.inOrganization(organization.id)
    if (existing.some((profile) => profile.name === name)) throw badRequest('session profile label must be unique')
    if (existing.length >= limits.sessionProfiles) throw exhausted('organization has exceeded maximum session profiles')
    const id = randomUUID()
    store.sessionProfiles.insert({
      id,
      organizationId: organization.id,
      name,
      scope,
      expirationSeconds: seconds,
      notes: notes ?? null,
      createdMs: now(),
    })
    return { sessionProfileId: id }
  },
})

import { prepareExpression } from '../../../policies/core.js'
import type { RequiredAuthenticationMethod } from '../../../wire/mfaPolicies.js'
import type { RequestContext } from '../../context.js'
import { defaultSession } from '../../policyEngine/defaultSession.js'
import { limits } from '../../protocol/limits.js'
import { badRequest, exhausted, notFound } from '../../protocol/WireError.js'
import { type ApiKeyRow, isSession } from '../../store/apiKeys.js'
import type { MfaPolicyRow } from '../../store/mfaPolicies.js'
import { findUser } from './findUser.js'

/** What a request says about an MFA policy. What it leaves out stays unchanged. */
export type MfaPolicyFields = Partial<Pick<MfaPolicyRow, 'name' | 'condition' | 'steps' | 'position' | 'notes'>>

export type MfaPolicyChange =
  | { kind: 'create'; id: string; fields: Required<MfaPolicyFields> }
  | { kind: 'update'; id: string; fields: MfaPolicyFields }
  | { kind: 'delete'; id: string }

/**
 * Changes a user's MFA policies. A new version is appended, and a set that has it.
 *
 * @throws 400 if a name is used already, a condition is not valid or a method is not one of the user's, 404 for an unknown id, 429
 *   above the limit. Production's refusals are not known.
 */
export function writeMfaPolicies(context: RequestContext, userId: string, change: MfaPolicyChange): void {
  const { store, now, newId } = context
  const nowMs = now()
  findUser(context, userId)
  const current = new Map(store.mfaPolicies.current(userId).map((row) => [row.id, row]))
  const append = (row: Omit<MfaPolicyRow, 'version'>): void => {
    const { id, name, condition, steps } = row
    for (const other of current.values())
      if (other.name === name && other.id !== id) throw badRequest('mfa policy label must be unique')
    const prepared = prepareExpression(condition, 'condition')
    if (!prepared.ok) throw badRequest(`invalid mfa policy condition: ${prepared.error.productionMessage}`)
    assertMethods(context, userId, steps)
    current.set(id, { ...row, version: store.mfaPolicies.insert(row) })
  }
  if (change.kind === 'create') {
    if (current.size >= limits.mfaPolicies) throw exhausted('user has exceeded maximum mfa policies')
    append({ ...change.fields, id: change.id, userId, createdMs: nowMs, updatedMs: nowMs })
  } else {
    const row = current.get(change.id)
    if (row === undefined) throw notFound(`unable to find mfa policy ${change.id} of user ${userId}`)
    if (change.kind === 'update') append({ ...row, ...change.fields, updatedMs: nowMs })
    else current.delete(change.id)
  }
  // Of the same order, the older comes first.
  const rows = [...current.values()].sort((left, right) => left.position - right.position)
  if (JSON.stringify(rows).length > limits.mfaCharacters)
    throw exhausted('user has exceeded maximum mfa policies: they are too long')
  store.mfaPolicies.insertSet({
    id: newId(),
    ownerId: userId,
    versions: rows.map(({ version }) => version),
    createdMs: nowMs,
  })
}

/** Refuses a method that the user does not have: a policy that asks for it could never be satisfied. */
function assertMethods(
  { store, organization }: RequestContext,
  userId: string,
  steps: readonly RequiredAuthenticationMethod[],
): void {
  for (const { type, id } of steps.flatMap(({ any }) => any)) {
    if (id === undefined || (type === 'AUTHENTICATION_TYPE_SESSION' && id === defaultSession)) continue
    const isKnown =
      type === 'AUTHENTICATION_TYPE_PASSKEY'
        ? store.authenticators.byId(organization.id, id)?.userId === userId
        : type === 'AUTHENTICATION_TYPE_SESSION'
          ? [organization.id, organization.parentId].includes(store.sessionProfiles.byId(id)?.organizationId ?? '')
          : isOwnKey(store.apiKeys.byId(organization.id, id), userId)
    if (!isKnown) throw badRequest(`invalid mfa policy: user ${userId} has no ${type} with the id ${id}`)
  }
}

/** The key of a session is no API key to MFA policies. */
function isOwnKey(apiKey: ApiKeyRow | undefined, userId: string): boolean {
  return apiKey !== undefined && apiKey.userId === userId && !isSession(apiKey)
}

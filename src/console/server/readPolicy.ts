import type { Field, PolicyDetail } from '../types.js'
import type { ConsoleContext } from './context.js'
import { readActivitySummaries } from './readActivities.js'

/** Reads a policy, and what it allowed and denied. */
export async function readPolicy(context: ConsoleContext, id: string): Promise<PolicyDetail | undefined> {
  const { reader } = context
  const found = reader.policy(id)
  if (found === undefined) return undefined
  const { organizationId, name, effect, condition, consensus, time, notes } = found.policy
  const field = (label: string, value: string | null): Field[] =>
    value === null || value === '' ? [] : [{ name: label, value }]
  return {
    id,
    name,
    effect,
    organizationId,
    organizationName: reader.browse.organization(organizationId)?.name ?? '',
    isInForce: found.isInForce,
    fields: [
      ...field('condition', condition),
      ...field('consensus', consensus),
      ...field('time', time),
      ...field('notes', notes),
    ],
    decided: await readActivitySummaries(context, found.decided),
  }
}

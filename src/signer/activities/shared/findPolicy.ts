import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { PolicyRow } from '../../store/policies.js'

/** @throws 404 if the organization has no such policy. Its text is not verified against production. */
export function findPolicy({ store, organization }: RequestContext, policyId: string): PolicyRow {
  const row = store.policies.current(organization.id).find(({ id }) => id === policyId)
  if (row === undefined) throw notFound(`unable to find policy ${policyId} in organization ${organization.id}`)
  return row
}

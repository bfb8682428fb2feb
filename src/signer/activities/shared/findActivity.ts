import type { RequestContext } from '../../context.js'
import { forbidden, notFound } from '../../protocol/WireError.js'
import type { ActivityRow } from '../../store/activities.js'

/** @throws 404 for an unknown activity. 403, as production, for one of another organization. */
export function findActivity({ store, organization }: RequestContext, activityId: string): ActivityRow {
  const activity = store.activities.byId(activityId)
  if (activity === undefined) throw notFound(`activity ID: "${activityId}" not found`)
  if (activity.organizationId !== organization.id) throw forbidden('request not authorized')
  return activity
}

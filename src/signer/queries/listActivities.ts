import type { ListActivitiesRequest, ListActivitiesResponse } from '../../wire/queries.js'
import type { RequestContext } from '../context.js'
import { type ExactParser, exactObject, list, oneOf, optional, string, uuid } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { serializeActivity } from '../serialize/serializeActivity.js'
import { type ActivityRow, activityStatuses } from '../store/activities.js'
import { boundedList, maxListBytes, pageTooLarge } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'
import { pagination, parsePageLimit } from './pagination.js'

const parse: ExactParser<ListActivitiesRequest> = exactObject({
  organizationId: uuid(),
  filterByStatus: optional(list(oneOf(activityStatuses), { max: 200 })),
  filterByType: optional(list(string({ max: 100 }), { max: 200 })),
  paginationOptions: optional(pagination),
})

/** Newest first, so `after` continues with older activities. Production's order is not verified. */
export const listActivities: QueryDefinition = defineQuery({
  path: 'list_activities',
  parse,
  run(context, { filterByStatus, filterByType, paginationOptions }): ListActivitiesResponse {
    const { before, after } = paginationOptions ?? {}
    const ids = context.store.activities.list({
      organizationId: context.organization.id,
      statuses: filterByStatus ?? [],
      types: filterByType ?? [],
      limit: parsePageLimit(paginationOptions),
      ...(after === undefined ? {} : { olderThan: cursor(context, after) }),
      ...(before === undefined ? {} : { newerThan: cursor(context, before) }),
    })
    assertSmall(context, ids)
    return { activities: boundedList(ids, (id) => serializeActivity(context, activityOf(context, id)), advice) }
  },
})

function cursor({ store, organization }: RequestContext, id: string): string {
  if (store.activities.byId(id)?.organizationId !== organization.id)
    throw badRequest(`invalid pagination cursor: ${id}`)
  return id
}

const advice = 'ask for a smaller limit'

/** Refuses by the lengths in the database, before anything long is read: a hundred activities can have 100 MiB. */
function assertSmall({ store }: RequestContext, ids: readonly string[]): void {
  const bytes = ids.reduce((sum, id) => sum + store.activities.storedBytes(id), 0)
  if (ids.length > 1 && bytes > maxListBytes) throw pageTooLarge(advice)
}

function activityOf({ store }: RequestContext, id: string): ActivityRow {
  const activity = store.activities.byId(id)
  if (activity === undefined) throw new TypeError(`activity ${id} is gone`)
  return activity
}

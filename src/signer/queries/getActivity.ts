import type { ActivityResponse } from '../../wire/activity.js'
import type { GetActivityRequest } from '../../wire/queries.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { forbidden, notFound } from '../protocol/WireError.js'
import { serializeActivity } from '../serialize/serializeActivity.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetActivityRequest> = exactObject({ organizationId: uuid(), activityId: string() })

export const getActivity: QueryDefinition = defineQuery({
  path: 'get_activity',
  parse,
  run(context, { activityId }): ActivityResponse {
    const activity = context.store.activities.byId(activityId)
    if (activity === undefined) throw notFound(`activity ID: "${activityId}" not found`)
    // For another organization's activity, production answers 403, not 404.
    if (activity.organizationId !== context.organization.id) throw forbidden('request not authorized')
    return { activity: serializeActivity(context, activity) }
  },
})

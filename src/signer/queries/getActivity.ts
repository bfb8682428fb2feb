import type { ActivityResponse } from '../../wire/activity.js'
import type { GetActivityRequest } from '../../wire/queries.js'
import { findActivity } from '../activities/shared/findActivity.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeActivity } from '../serialize/serializeActivity.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetActivityRequest> = exactObject({ organizationId: uuid(), activityId: string() })

export const getActivity: QueryDefinition = defineQuery({
  path: 'get_activity',
  parse,
  run: (context, { activityId }): ActivityResponse => ({
    activity: serializeActivity(context, findActivity(context, activityId)),
  }),
})

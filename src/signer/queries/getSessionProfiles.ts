import type { GetSessionProfilesResponse } from '../../wire/sessionProfiles.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializeSessionProfile } from '../serialize/serializeSessionProfile.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

/** A sub-organization sees those of its parent. */
export const getSessionProfiles: QueryDefinition = defineQuery({
  path: 'get_session_profiles',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): GetSessionProfilesResponse => ({
    sessionProfiles: boundedList(
      store.sessionProfiles.inOrganization(organization.parentId ?? organization.id),
      serializeSessionProfile,
      'ask for one session profile with get_session_profile',
    ),
  }),
})

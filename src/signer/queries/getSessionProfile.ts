import type { GetSessionProfileRequest, GetSessionProfileResponse } from '../../wire/sessionProfiles.js'
import { findSessionProfile } from '../activities/shared/findSessionProfile.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeSessionProfile } from '../serialize/serializeSessionProfile.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetSessionProfileRequest> = exactObject({ organizationId: uuid(), sessionProfileId: string() })

export const getSessionProfile: QueryDefinition = defineQuery({
  path: 'get_session_profile',
  parse,
  run: (context, { sessionProfileId }): GetSessionProfileResponse => ({
    sessionProfile: serializeSessionProfile(findSessionProfile(context, sessionProfileId)),
  }),
})

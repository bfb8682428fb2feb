import type { StampLoginIntent } from '../../wire/intents.js'
import type { StampLoginResult } from '../../wire/results.js'
import { createSessionToken } from '../keys/createSessionToken.js'
import { boolean, decimal, hex, object, optional, type Parser, string } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { isSession } from '../store/apiKeys.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addApiKey } from './shared/addApiKey.js'
import { findSessionProfile } from './shared/findSessionProfile.js'
import { findUser } from './shared/findUser.js'

/** Seconds that a session lasts by default, as in production. */
const defaultSeconds = 900

/** Production documents no limit. 30 days is the longest that it is known to accept. */
const maxExpirationSeconds = 30 * 24 * 60 * 60

const parse: Parser<StampLoginIntent> = object({
  publicKey: hex(),
  expirationSeconds: optional(decimal()),
  invalidateExisting: optional(boolean()),
  sessionProfileId: optional(string()),
})

export const stampLogin: ActivityDefinition = defineActivity({
  path: 'stamp_login',
  versions: { ACTIVITY_TYPE_STAMP_LOGIN: { intent: 'stampLoginIntent', result: 'stampLoginResult' } },
  resolvesOrganization: true,
  parse,
  subject: () => ({ kind: 'login' }),
  execute(context, { publicKey, expirationSeconds, invalidateExisting, sessionProfileId }) {
    const { store, organization } = context
    // If the activity waited for approval, its user may have been deleted meanwhile.
    const { id: userId } = findUser(context, context.caller.userId)
    const profile = sessionProfileId === undefined ? undefined : findSessionProfile(context, sessionProfileId)
    const asked = expirationSeconds === undefined ? undefined : Number(expirationSeconds)
    const seconds = Math.min(
      asked ?? profile?.expirationSeconds ?? defaultSeconds,
      profile?.expirationSeconds ?? Number.POSITIVE_INFINITY,
    )
    if (asked === 0 || seconds > maxExpirationSeconds)
      throw badRequest(
        `invalid session expiration: expirationSeconds must be from 1 to ${maxExpirationSeconds} (30 days)`,
      )
    if (invalidateExisting)
      for (const apiKey of store.apiKeys.ofUser(userId)) if (isSession(apiKey)) store.apiKeys.delete(apiKey.id)
    const params = {
      apiKeyName: 'Session',
      publicKey,
      curveType: 'API_KEY_CURVE_P256',
      expirationSeconds: String(seconds),
    } as const
    addApiKey(context, organization.id, userId, params, { profileId: profile?.id ?? null })
    return {
      session: createSessionToken(context, {
        exp: Math.floor(context.now() / 1000) + seconds,
        public_key: publicKey.toLowerCase(),
        session_type: profile?.name ?? 'SESSION_TYPE_READ_WRITE',
        user_id: userId,
        organization_id: organization.id,
        ...(profile === undefined ? {} : { session_profile_id: profile.id, scope: profile.scope }),
      }),
    } satisfies StampLoginResult
  },
})

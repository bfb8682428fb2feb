import type { StampLoginIntent } from '../../wire/intents.js'
import type { StampLoginResult } from '../../wire/results.js'
import { createSessionToken } from '../keys/createSessionToken.js'
import { boolean, decimal, hex, object, optional, type Parser, string } from '../protocol/parse.js'
import { unimplemented } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addApiKey } from './shared/addApiKey.js'

/** Seconds that a session lasts by default, as in production. */
const defaultExpiration = '900'

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
  execute(context, { publicKey, expirationSeconds = defaultExpiration, invalidateExisting, sessionProfileId }) {
    const { store, organization, caller } = context
    // A session that ignores its profile could do more than the profile allows.
    if (sessionProfileId !== undefined) throw unimplemented('the local signer does not support session profiles')
    if (invalidateExisting)
      for (const { id, type } of store.apiKeys.ofUser(caller.userId))
        if (type === 'CREDENTIAL_TYPE_LOGIN') store.apiKeys.delete(id)
    const params = { apiKeyName: 'Session', publicKey, curveType: 'API_KEY_CURVE_P256', expirationSeconds } as const
    addApiKey(context, organization.id, caller.userId, params, true)
    return {
      session: createSessionToken(context, {
        exp: Math.floor(context.now() / 1000) + Number(expirationSeconds),
        public_key: publicKey.toLowerCase(),
        session_type: 'SESSION_TYPE_READ_WRITE',
        user_id: caller.userId,
        organization_id: organization.id,
      }),
    } satisfies StampLoginResult
  },
})

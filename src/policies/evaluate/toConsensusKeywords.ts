import type { PolicyCredential, PolicyUser } from '../types.js'
import type { Keywords } from './evaluation.js'
import { struct } from './values.js'

/** Returns the keywords of `consensus`. */
export function toConsensusKeywords(
  approvers: readonly PolicyUser[],
  credentials: readonly PolicyCredential[],
): Keywords {
  return new Map([
    [
      'approvers',
      approvers.map(({ id, tags = [], email, alias }) =>
        struct('User', [
          ['id', id],
          ['tags', tags],
          ['email', email],
          ['alias', alias],
        ]),
      ),
    ],
    [
      'credentials',
      credentials.map(({ id, userId, type, credentialId, publicKey }) =>
        struct('Credential', [
          ['id', id],
          ['user_id', userId],
          ['type', type],
          ['credential_id', credentialId],
          ['public_key', publicKey],
        ]),
      ),
    ],
  ])
}

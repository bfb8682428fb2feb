import type { PolicyCredential, PolicyUser } from '../types.js'
import type { Keywords } from './evaluation.js'
import { type Struct, struct } from './values.js'

/** Returns the keywords of `consensus`. */
export function toConsensusKeywords(
  approvers: readonly PolicyUser[],
  credentials: readonly PolicyCredential[],
): Keywords {
  return new Map([
    ['approvers', approvers.map(toUserStruct)],
    ['credentials', credentials.map(toCredentialStruct)],
  ])
}

export const toUserStruct = ({ id, tags = [], email, alias }: PolicyUser): Struct =>
  struct('User', [
    ['id', id],
    ['tags', tags],
    ['email', email],
    ['alias', alias],
  ])

export const toCredentialStruct = ({ id, userId, type, credentialId, publicKey }: PolicyCredential): Struct =>
  struct('Credential', [
    ['id', id],
    ['user_id', userId],
    ['type', type],
    ['credential_id', credentialId],
    ['public_key', publicKey],
  ])

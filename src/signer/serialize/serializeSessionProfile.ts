import type { SessionProfile } from '../../wire/sessionProfiles.js'
import type { SessionProfileRow } from '../store/sessionProfiles.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeSessionProfile(row: SessionProfileRow): SessionProfile {
  const createdAt = toTimestamp(row.createdMs)
  return {
    sessionProfileId: row.id,
    sessionProfileName: row.name,
    scope: row.scope,
    ...(row.expirationSeconds === null ? {} : { expirationSeconds: String(row.expirationSeconds) }),
    ...(row.notes === null ? {} : { notes: row.notes }),
    createdAt,
    updatedAt: createdAt,
  }
}

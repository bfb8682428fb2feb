import { forbidden, type WireError } from '../protocol/WireError.js'
import type { SessionProfileRow } from '../store/sessionProfiles.js'

/** Production's answer to what is not in the scope of a session is not known. */
export function scopeDenied({ id, name }: SessionProfileRow): WireError {
  return forbidden(`the scope of session profile ${JSON.stringify(name)} (${id}) does not allow this activity`)
}

import { SignerActivityError } from '../errors.js'
import { isRecord } from '../protocol/parse.js'
import type { ActivityRow } from '../store/activities.js'
import type { ActivityVersion, PreparedActivity } from './defineActivity.js'
import { findActivityOfType } from './index.js'

/**
 * Parses a stored activity again, as it was parsed when it was submitted.
 *
 * @throws SignerActivityError if another version of the signer wrote it, or another program changed it.
 */
export function prepareStoredActivity(activity: Pick<ActivityRow, 'id' | 'type' | 'body'>): {
  prepared: PreparedActivity
  version: ActivityVersion
} {
  const { id, type, body } = activity
  const definition = findActivityOfType(type)
  const version = definition?.versions.get(type)
  if (definition === undefined || version === undefined) throw new SignerActivityError(id, `type ${type}`)
  try {
    const posted: unknown = JSON.parse(body)
    return { prepared: definition.prepare(isRecord(posted) ? posted.parameters : undefined, true), version }
  } catch (error) {
    throw new SignerActivityError(id, 'request', error)
  }
}

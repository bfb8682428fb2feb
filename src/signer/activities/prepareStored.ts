import { isRecord } from '../parse.js'
import type { ActivityRow } from '../store/activities.js'
import type { ActivityVersion, PreparedActivity } from './defineActivity.js'
import { findActivityOfType } from './index.js'

/** An activity as it was read when it was submitted. */
export function prepareStored(activity: ActivityRow): { prepared: PreparedActivity; version: ActivityVersion } {
  const definition = findActivityOfType(activity.type)
  const version = definition?.versions.get(activity.type)
  const body: unknown = JSON.parse(activity.body)
  if (definition === undefined || version === undefined || !isRecord(body))
    throw new TypeError(`a stored activity cannot be read: ${activity.type}`)
  return { prepared: definition.prepare(body.parameters), version }
}

import { permissionDenied } from '../policyEngine/permissionDenied.js'
import { scopeDenied } from '../policyEngine/scopeDenied.js'
import { readJsonObject } from '../protocol/readJson.js'
import type { WireError } from '../protocol/WireError.js'
import { evaluationsOf } from '../serialize/serializeEvaluation.js'
import type { ActivityRow } from '../store/activities.js'
import type { Store } from '../store/createStore.js'
import type { Executed } from './executeActivity.js'

/** A denied activity is recorded as a failed one. */
export function denyActivity(activity: ActivityRow, error: WireError): Executed {
  const { code, message } = error.body
  return {
    activity: {
      ...activity,
      status: 'ACTIVITY_STATUS_FAILED',
      failure: JSON.stringify({ code, message, isDenial: true }),
    },
    error,
  }
}

/**
 * Returns the refusal of an activity that was denied: the same bytes are refused again, also under another policy. A new
 * decision needs a new `timestampMs`. Not verified against production.
 */
export function findDenial(store: Store, activity: ActivityRow): { error?: WireError } {
  const failure = activity.failure === null ? undefined : readJsonObject(activity.failure)
  if (failure?.isDenial !== true) return {}
  const limit = store.limitEvaluations.ofActivity(activity.id).at(0)
  const profile =
    limit?.isInScope === false && limit.sessionProfileId !== null
      ? store.sessionProfiles.byId(limit.sessionProfileId)
      : undefined
  if (profile !== undefined) return { error: scopeDenied(profile) }
  const evaluation = store.policyEvaluations.ofActivity(activity.id).at(0)
  return { error: permissionDenied(evaluation === undefined ? [] : evaluationsOf(store, evaluation)) }
}

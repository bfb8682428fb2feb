import type { Subject } from '../auth/access/access.js'
import type { RequestContext } from '../context.js'
import type { Parser } from '../protocol/parse.js'

export type ActivityVersion = {
  /** The only key of the activity's `intent`. */
  intent: string
  /** The only key of its `result`. */
  result: string
}

/** One kind of activity, in all versions that the local signer implements. */
export type ActivityDefinition = {
  /** The last part of `/public/v1/submit/…`. */
  path: string
  /** By the activity's `type`. */
  versions: ReadonlyMap<string, ActivityVersion>
  /** Whether a request may name the parent organization in place of the credential's own sub-organization. */
  resolvesOrganization: boolean
  /** Parses `parameters`. @throws 400 if they are malformed. @param isStored See `Parser`. */
  prepare(parameters: unknown, isStored?: boolean): PreparedActivity
}

export type PreparedActivity = {
  intent: Record<string, unknown>
  subject: Subject
  /** Whether `execute` writes to the database. Without, a failure leaves nothing to roll back. */
  writes: boolean
  /** Executes the activity, inside the transaction of the request. @returns the content of `result`. */
  execute(context: RequestContext): Record<string, unknown>
  /** Runs when `execute` has failed and its writes are rolled back. What it writes stays. */
  afterFailure?: (context: RequestContext) => void
}

/** Defines an activity, so that its parameters have one type from `parse` to `execute`. */
export function defineActivity<parameters extends Record<string, unknown>>(definition: {
  path: string
  versions: Record<string, ActivityVersion>
  resolvesOrganization?: boolean
  writes?: boolean
  parse: Parser<parameters>
  subject: (parameters: parameters) => Subject
  execute: (context: RequestContext, parameters: parameters) => Record<string, unknown>
  afterFailure?: (context: RequestContext, parameters: parameters) => void
}): ActivityDefinition {
  const { path, versions, resolvesOrganization = false, writes = true } = definition
  const { parse, subject, execute, afterFailure } = definition
  return {
    path,
    versions: new Map(Object.entries(versions)),
    resolvesOrganization,
    prepare(input, isStored) {
      const parameters = parse(input, 'parameters', isStored)
      return {
        intent: parameters,
        subject: subject(parameters),
        writes,
        execute: (context) => execute(context, parameters),
        ...(afterFailure && { afterFailure: (context: RequestContext) => afterFailure(context, parameters) }),
      }
    },
  }
}

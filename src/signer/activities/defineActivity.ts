import type { Subject } from '../auth/access/decide.js'
import type { RequestContext } from '../context.js'
import type { Parser } from '../protocol/parse.js'

/** The one key of `intent`, and of `result`. */
export type ActivityVersion = { intent: string; result: string }

/** One kind of activity, in all its versions. */
export type ActivityDefinition = {
  /** The last part of `/public/v1/submit/…`. */
  path: string
  /** By `type`. */
  versions: ReadonlyMap<string, ActivityVersion>
  /** Whether a parent's organization id may stand for the sub-organization of the credential. */
  resolvesOrganization: boolean
  /** Reads `parameters`. @throws 400 when they are malformed. */
  prepare(parameters: unknown): PreparedActivity
}

export type PreparedActivity = {
  intent: Record<string, unknown>
  subject: Subject
  /** Does it, inside the transaction of the request. @returns the content of `result`. */
  execute(context: RequestContext): Record<string, unknown>
}

export function defineActivity<parameters extends Record<string, unknown>>(definition: {
  path: string
  versions: Record<string, ActivityVersion>
  resolvesOrganization?: boolean
  parse: Parser<parameters>
  subject: (parameters: parameters) => Subject
  execute: (context: RequestContext, parameters: parameters) => Record<string, unknown>
}): ActivityDefinition {
  const { path, versions, resolvesOrganization = false, parse, subject, execute } = definition
  return {
    path,
    versions: new Map(Object.entries(versions)),
    resolvesOrganization,
    prepare(input) {
      const parameters = parse(input, 'parameters')
      return {
        intent: parameters,
        subject: subject(parameters),
        execute: (context) => execute(context, parameters),
      }
    },
  }
}

import type { RequestContext } from '../context.js'
import type { ExactParser } from '../protocol/parse.js'

export type QueryDefinition = {
  /** The last part of `/public/v1/query/…`. */
  path: string
  /** Whether a request may name the parent organization in place of the credential's own sub-organization. */
  resolvesOrganization: boolean
  /** All fields that its body may have: those of the published schema, and no others. */
  fields: readonly string[]
  /** Answers the query. @throws 400 if the body is malformed. */
  run(context: RequestContext, body: unknown): unknown
}

/**
 * Defines a query, so that its request has one type from `parse` to `run`.
 *
 * A stamp covers the body and not the path, so a body that was stamped for something else must not be a query: neither an
 * activity, which has a type, nor another query, which has other fields.
 */
export function defineQuery<request, response>(definition: {
  path: string
  resolvesOrganization?: boolean
  parse: ExactParser<request>
  run: (context: RequestContext, request: request) => response
}): QueryDefinition {
  const { path, resolvesOrganization = false, parse, run } = definition
  return { path, resolvesOrganization, fields: parse.fields, run: (context, body) => run(context, parse(body, '')) }
}

import type { RequestContext } from '../context.js'
import type { Parser } from '../protocol/parse.js'

export type QueryDefinition = {
  /** The last part of `/public/v1/query/…`. */
  path: string
  /** Whether a request may name the parent organization in place of the credential's own sub-organization. */
  resolvesOrganization: boolean
  /** Answers the query. @throws 400 if the body is malformed. */
  run(context: RequestContext, body: unknown): unknown
}

/** Defines a query, so that its request has one type from `parse` to `run`. */
export function defineQuery<request, response>(definition: {
  path: string
  resolvesOrganization?: boolean
  parse: Parser<request>
  run: (context: RequestContext, request: request) => response
}): QueryDefinition {
  const { path, resolvesOrganization = false, parse, run } = definition
  return { path, resolvesOrganization, run: (context, body) => run(context, parse(body, '')) }
}

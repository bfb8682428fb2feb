import type { RequestContext } from '../context.js'
import type { Parser } from '../protocol/parse.js'

export type QueryDefinition = {
  /** The last part of `/public/v1/query/…`. */
  path: string
  /** Whether a parent's organization id may stand for the sub-organization of the credential. */
  resolvesOrganization: boolean
  run(context: RequestContext, body: unknown): unknown
}

export function defineQuery<request, response>(definition: {
  path: string
  resolvesOrganization?: boolean
  parse: Parser<request>
  run: (context: RequestContext, request: request) => response
}): QueryDefinition {
  const { path, resolvesOrganization = false, parse, run } = definition
  return { path, resolvesOrganization, run: (context, body) => run(context, parse(body, '')) }
}

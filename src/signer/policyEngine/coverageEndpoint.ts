import type { OriginPolicy } from '../auth/stamps/originPolicy.js'
import { assertAllowedOrigin } from '../http/cors.js'
import type { SignerRequest } from '../protocol/messages.js'
import { isUuid } from '../protocol/parse.js'
import { methodNotAllowed, notFound } from '../protocol/WireError.js'
import { maxListBytes, pageTooLarge } from '../queries/boundedList.js'
import type { PolicyCoverage } from './createCoverage.js'

/** Outside `/public`, so that no path of the wire can ever be the same. */
export const coveragePath = '/policies/coverage'

/** Whether a path is that of the coverage of all policies, or of one organization's: `/policies/coverage/<id>`. */
export function isCoveragePath(path: string): boolean {
  return path === coveragePath || path.startsWith(`${coveragePath}/`)
}

/** Answers with how far the policies have been exercised. A page must be of an allowed origin. */
export async function coverageEndpoint(
  request: SignerRequest,
  read: (organizationId?: string) => Promise<PolicyCoverage[]>,
  origins: OriginPolicy,
): Promise<string> {
  assertAllowedOrigin(request, origins)
  if (request.method !== 'GET') throw methodNotAllowed(request.method, 'GET')
  const id = request.path.slice(coveragePath.length + 1)
  if (id !== '' && !isUuid(id)) throw notFound(`no such path: ${request.path}`)
  const policies = await (id === '' ? read() : read(id))
  const json = JSON.stringify({ policies })
  if (Buffer.byteLength(json) > maxListBytes) throw pageTooLarge(`ask for ${coveragePath}/<organization id>`)
  return json
}

import type { SignerContext } from '../context.js'
import { handleRequest } from '../handleRequest.js'
import { corsHeaders } from '../http/cors.js'
import { respond } from '../http/respond.js'
import { coverageEndpoint, isCoveragePath } from '../policyEngine/coverageEndpoint.js'
import type { PolicyCoverage } from '../policyEngine/createCoverage.js'
import { createFaults, type Faults } from './createFaults.js'
import { faultsEndpoint, faultsMethods, faultsPath } from './faultsEndpoint.js'

/** Creates faults that can be planned at `/faults`, too. Who may do that may also see what tests have exercised. */
export function createSignerFaults(
  context: SignerContext,
  readCoverage: (organizationId?: string) => Promise<PolicyCoverage[]>,
): Faults {
  const faults = createFaults(
    (request, override) => handleRequest(context, request, override),
    (request) => corsHeaders(request, context.origins),
  )
  return {
    ...faults,
    handle(request, getDelaySignal) {
      if (request.path === faultsPath)
        return respond(
          context,
          request,
          () => ({ body: JSON.stringify(faultsEndpoint(request, faults, context.origins)) }),
          faultsMethods,
        )
      if (isCoveragePath(request.path))
        return respond(context, request, async () => ({
          body: await coverageEndpoint(request, readCoverage, context.origins),
        }))
      return faults.handle(request, getDelaySignal)
    },
  }
}

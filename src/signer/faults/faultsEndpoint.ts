import type { OriginPolicy } from '../auth/stamps/originPolicy.js'
import { assertAllowedOrigin } from '../http/cors.js'
import type { SignerRequest } from '../protocol/messages.js'
import { readText } from '../protocol/parseBody.js'
import { badRequest, methodNotAllowed, WireError } from '../protocol/WireError.js'
import type { Faults } from './createFaults.js'
import { type Fault, readFault } from './readFault.js'

/** Outside `/public`, so that no path of the wire can ever be the same. */
export const faultsPath = '/faults'

export const faultsMethods = ['GET', 'POST', 'DELETE'] as const

/**
 * Plans faults (`POST` of one, or of a list: all of it or nothing), lists those planned (`GET`) or forgets them (`DELETE`).
 * A page must be of an allowed origin: since the body must be JSON, its browser asks first.
 */
export function faultsEndpoint(request: SignerRequest, faults: Faults, origins: OriginPolicy): { faults: Fault[] } {
  assertAllowedOrigin(request, origins)
  switch (request.method) {
    case 'GET':
      break
    case 'DELETE':
      faults.clear()
      break
    case 'POST':
      faults.add(readPlan(request))
      break
    default:
      throw methodNotAllowed(request.method, ...faultsMethods)
  }
  return { faults: faults.list() }
}

function readPlan(request: SignerRequest): Fault[] {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new WireError(415, 3, 'bad request body: the content type must be application/json', 'REQUEST_INVALID')
  const text = readText(request)
  let plan: unknown
  try {
    plan = JSON.parse(text)
  } catch {
    throw badRequest('bad request body')
  }
  return (Array.isArray(plan) ? plan : [plan]).map((fault: unknown) => readFault(fault))
}

import type { OriginPolicy } from '../auth/stamps/originPolicy.js'
import { readBody } from '../http/readBody.js'
import { badRequest, forbidden, WireError } from '../protocol/WireError.js'
import type { Faults } from './createFaults.js'
import { readFault } from './readFault.js'

/** Outside `/public`: no official client comes by here. */
export const faultsPath = '/faults'

/**
 * `POST` plans a fault, or a list of them; `GET` says which are still to come; `DELETE` forgets them all. A page needs an
 * allowed origin: JSON makes its browser ask first.
 */
export async function faultsEndpoint(request: Request, faults: Faults, origins: OriginPolicy): Promise<unknown> {
  const origin = request.headers.get('origin')
  if (origin !== null && !origins.allows(origin)) throw forbidden('this origin is not allowed')
  switch (request.method) {
    case 'GET':
      break
    case 'DELETE':
      faults.clear()
      break
    case 'POST': {
      const planned = await readPlan(request)
      for (const fault of planned) faults.add(fault)
      break
    }
    default:
      throw new WireError(405, 12, `${request.method} is not allowed here`, 'REQUEST_INVALID', {
        headers: { allow: 'GET, POST, DELETE' },
      })
  }
  return { faults: faults.list() }
}

async function readPlan(request: Request): Promise<ReturnType<typeof readFault>[]> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new WireError(415, 3, 'bad request body: the content type must be application/json', 'REQUEST_INVALID')
  const body = Buffer.from(await readBody(request)).toString('utf8')
  let plan: unknown
  try {
    plan = JSON.parse(body)
  } catch {
    throw badRequest('bad request body')
  }
  return (Array.isArray(plan) ? plan : [plan]).map((fault: unknown) => readFault(fault))
}

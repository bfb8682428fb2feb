import { HandlerError } from '../http/HandlerError.js'
import { findValues } from './findValues.js'
import type { ProxiedActivity } from './parseActivity.js'

/** A list of organization ids, or a function that knows them. */
export type Organizations =
  | readonly string[]
  | ((organizationId: string, request: Request) => boolean | Promise<boolean>)

/**
 * Turns `organizations` into a function. Returns `undefined` if a value is missing, such as an environment variable.
 *
 * @throws TypeError if it is malformed
 */
export function parseOrganizations(
  organizations: Organizations | undefined,
): ((organizationId: string, request: Request) => boolean | Promise<boolean>) | undefined {
  if (organizations === undefined || typeof organizations === 'function') return organizations
  // A string has `includes`, too, and would allow every part of itself.
  if (!Array.isArray(organizations)) throw new TypeError('organizations must be an array or a function.')
  const ids = organizations.map((id: unknown) => {
    if (id === undefined || id === '') return undefined
    if (typeof id === 'string' && /^[\w-]+$/.test(id)) return id
    throw new TypeError('organizations must list organization ids.')
  })
  if (ids.includes(undefined)) return undefined
  return (organizationId) => ids.includes(organizationId)
}

/**
 * The organizations that a request names: the one it is for, and any in its parameters.
 *
 * @throws HandlerError
 */
export function namedOrganizations({ organizationId, parameters }: ProxiedActivity): string[] {
  const others = findValues(parameters, 'organizationId').map((id) => {
    if (typeof id === 'string') return id
    throw new HandlerError('malformed_body', 'An organizationId of the body is not a string.')
  })
  return [...new Set([organizationId, ...others])]
}

import type { AuthenticationMethod, RequiredAuthenticationMethod } from '../../wire/mfaPolicies.js'

/**
 * Returns methods that pass as many steps as they can. Each passes one: two steps that accept a passkey need two passkeys. Whether
 * production asks that is not verified.
 *
 * @param used One for each credential that was used.
 */
export function passSteps(
  steps: readonly RequiredAuthenticationMethod[],
  used: readonly AuthenticationMethod[],
): AuthenticationMethod[] {
  /** By method, the step that it passes. */
  const assigned = new Map<AuthenticationMethod, number>()

  /** Gives a step a method, moving others where that helps: an augmenting path of a bipartite matching. */
  function assign(step: number, tried: Set<AuthenticationMethod>): boolean {
    for (const method of used) {
      if (tried.has(method) || !accepts(steps[step], method)) continue
      tried.add(method)
      const other = assigned.get(method)
      if (other !== undefined && !assign(other, tried)) continue
      assigned.set(method, step)
      return true
    }
    return false
  }

  for (const step of steps.keys()) assign(step, new Set())
  return used.filter((method) => assigned.has(method))
}

function accepts(step: RequiredAuthenticationMethod | undefined, { type, id }: AuthenticationMethod): boolean {
  return step?.any.some((wanted) => wanted.type === type && (wanted.id === undefined || wanted.id === id)) === true
}

import type { FaultTarget, PlannedFault } from './trigger/targets.js'

/**
 * Connects to the fault endpoint of a local signer that runs elsewhere: one started with `passkey-signer --faults`, or
 * by a test kit. Pass the result to the functions of `trigger`, or add faults yourself.
 *
 * @throws The returned functions throw a `TypeError` if the signer does not accept faults or refuses this one, and what
 * `fetchFn` throws.
 *
 * @example
 * ```ts
 * import { connectFaults, trigger } from 'viem-passkey-account/testing'
 *
 * const signer = connectFaults({ url: 'http://127.0.0.1:8181' })
 * await trigger.NotPermittedError({ signer })
 * ```
 */
export function connectFaults({
  url,
  fetchFn = (request) => fetch(request),
}: connectFaults.Parameters): connectFaults.ReturnType {
  async function send(method: string, fault?: PlannedFault): Promise<void> {
    const response = await fetchFn(
      new Request(`${url}/faults`, {
        method,
        ...(fault && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
      }),
    )
    if (response.ok) return
    throw new TypeError(
      `The signer at ${url} responded to /faults with status ${response.status}. Was it started with --faults? ${await response.text()}`,
    )
  }
  return { addFault: (fault) => send('POST', fault), clearFaults: () => send('DELETE') }
}

export declare namespace connectFaults {
  type Parameters = {
    /** URL of the signer. */
    url: string
    /**
     * Sends the requests.
     * @default globalThis.fetch
     */
    fetchFn?: ((request: Request) => Promise<Response>) | undefined
  }
  type ReturnType = FaultTarget & {
    /** Adds one fault. */
    addFault(fault: PlannedFault): Promise<void>
    /** Removes all faults that have not happened yet. */
    clearFaults(): Promise<void>
  }
  type ErrorType = TypeError
}

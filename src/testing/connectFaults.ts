import type { PlannedFault } from './trigger/targets.js'

/**
 * The faults of a local signer that listens somewhere: one started with `--faults`, or by a kit. For the functions of `trigger`, and for
 * faults of your own.
 *
 * @param parameters.url The signer's.
 * @param parameters.fetchFn What reaches it; the global `fetch` unless given.
 *
 * @throws Each function: TypeError when the signer takes no faults, or not this one; what `fetchFn` throws.
 *
 * @example
 * const signer = connectFaults({ url: 'http://127.0.0.1:8181' })
 * await trigger.NotPermittedError({ signer })
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
    if (!response.ok)
      throw new TypeError(
        `The signer at ${url} did not take this (${response.status}). Start it with --faults. ${await response.text()}`,
      )
  }
  return { addFault: (fault) => send('POST', fault), clearFaults: () => send('DELETE') }
}

export declare namespace connectFaults {
  type Parameters = { url: string; fetchFn?: ((request: Request) => Promise<Response>) | undefined }
  type ReturnType = {
    addFault(fault: PlannedFault): Promise<void>
    /** Forgets the faults still to come. */
    clearFaults(): Promise<void>
  }
}

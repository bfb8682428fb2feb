import type { HurrySignal } from '../protocol/messages.js'

const hurries = new WeakMap<Request, HurrySignal>()

/**
 * Lets `listen` tell a signer whose `fetch` it calls when to hold nothing back. Not as the signal of the request: a signer of
 * another kind would take that as an order to drop the request, which must still be answered while the server closes.
 */
export function setHurry(request: Request, hurry: HurrySignal): void {
  hurries.set(request, hurry)
}

/** @returns undefined for a request that `listen` has not made. */
export function findHurry(request: Request): HurrySignal | undefined {
  return hurries.get(request)
}

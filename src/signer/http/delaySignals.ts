import type { GetDelaySignal } from '../protocol/messages.js'

const delaySignals = new WeakMap<Request, GetDelaySignal>()

/**
 * Lets `listen` tell a signer whose `fetch` it calls when to hold nothing back. Not as the signal of the request: a signer of
 * another kind would take that as an order to drop the request, which must still be answered while the server closes.
 */
export function setDelaySignal(request: Request, getDelaySignal: GetDelaySignal): void {
  delaySignals.set(request, getDelaySignal)
}

/** @returns undefined for a request that `listen` has not made. */
export function findDelaySignal(request: Request): GetDelaySignal | undefined {
  return delaySignals.get(request)
}

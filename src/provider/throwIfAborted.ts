import { abortReason } from '../errors/abortReason.js'
import type { ConnectRequest } from './types.js'

/** Throws the reason of a request's signal if it has aborted. */
export function throwIfAborted({ signal }: ConnectRequest): void {
  if (signal?.aborted) throw abortReason(signal)
}

import type { EIP1193EventMap, EIP1193Provider } from 'viem'

type Listener = (...values: never[]) => unknown

/** The events of a provider. */
export type Emitter = Pick<EIP1193Provider, 'on' | 'removeListener'> & {
  emit<event extends keyof EIP1193EventMap>(event: event, ...values: Parameters<EIP1193EventMap[event]>): void
}

/** Creates the events of a provider. A listener that throws does not keep the others from being called. */
export function createEmitter(): Emitter {
  const listeners = new Map<string, Set<Listener>>()
  return {
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener)
    },
    emit(event, ...values) {
      for (const listener of [...(listeners.get(event) ?? [])]) {
        try {
          Reflect.apply(listener, undefined, values)
        } catch (error) {
          // Reported as uncaught, as in an event handler.
          queueMicrotask(() => {
            throw error
          })
        }
      }
    },
  }
}

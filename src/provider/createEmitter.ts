import type { EIP1193EventMap, EIP1193Provider } from 'viem'

type Listener = (...values: never[]) => unknown

/** The events of a provider. */
export type Emitter = Pick<EIP1193Provider, 'on' | 'removeListener'> & {
  emit<event extends keyof EIP1193EventMap>(event: event, ...values: Parameters<EIP1193EventMap[event]>): void
}

/**
 * Creates the events of a provider. `on` and `removeListener` do what those of Node's EventEmitter do, as EIP-1193 says. A
 * listener that throws does not keep the others from being called.
 */
export function createEmitter(): Emitter {
  // Replaced at each change, since a listener may be added or removed while they are called.
  const listeners = new Map<string, readonly Listener[]>()
  const of = (event: string): readonly Listener[] => listeners.get(event) ?? []
  return {
    on(event, listener) {
      listeners.set(event, [...of(event), listener])
      return this
    },
    removeListener(event, listener) {
      const last = of(event).lastIndexOf(listener)
      listeners.set(
        event,
        of(event).filter((_listener, index) => index !== last),
      )
      return this
    },
    emit(event, ...values) {
      for (const listener of of(event)) {
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

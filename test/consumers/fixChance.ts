import { vi } from 'vitest'

/** Stops the clock and makes random values constant, so that a library called twice asks for the same signature. */
export function fixChance(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => {
    if (array !== null) new Uint8Array(array.buffer, array.byteOffset, array.byteLength).fill(7)
    return array
  })
}

/** Undoes {@link fixChance}. */
export function restoreChance(): void {
  vi.useRealTimers()
  vi.restoreAllMocks()
}

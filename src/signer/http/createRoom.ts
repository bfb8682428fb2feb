/** A number of bytes that all requests share. */
export type Room = {
  /** @returns whether there was room for them. */
  take(bytes: number): boolean
  give(bytes: number): void
}

export function createRoom(max: number): Room {
  let taken = 0
  return {
    take(bytes) {
      if (taken + bytes > max) return false
      taken += bytes
      return true
    },
    give(bytes) {
      taken -= bytes
    },
  }
}

import { unavailable } from '../protocol/WireError.js'

/** Answers that clients have not taken yet. */
export type Answers = {
  /** Whether there may be no room for the answer to an activity. */
  isFull(): boolean
  /**
   * Counts an answer until it is taken.
   *
   * @param isDue Whether it must be sent, because the request has changed something.
   * @returns a function to call once it is taken, or its client is gone; undefined for a small one, which is not counted.
   * @throws 503 if there is no room for it.
   */
  hold(json: string, isDue: boolean): (() => void) | undefined
}

/** Bytes up to which an answer is not counted: `listen` limits how many there are by its connections. */
export const smallAnswer: number = 64 * 1024
/** Bytes of all longer answers together. */
const maxHeld = 64 * 1024 * 1024
/** More than the longest answer to an activity. */
const longest = 8 * 1024 * 1024

/**
 * Bounds the memory of answers in flight. Without it, thirty clients that read slowly could exhaust the memory of the process,
 * and with it the keys of a signer in memory would be lost.
 */
export function createAnswers(): Answers {
  let held = 0
  return {
    isFull: () => held > maxHeld - longest,
    hold(json, isDue) {
      // In UTF-8 it has at least as many bytes.
      const bytes = json.length > smallAnswer ? Buffer.byteLength(json) : json.length
      if (bytes <= smallAnswer) return undefined
      if (held + bytes > maxHeld && !isDue) throw noRoom()
      held += bytes
      let isTaken = false
      return () => {
        if (!isTaken) held -= bytes
        isTaken = true
      }
    },
  }
}

/** The client waits, and posts the same bytes again. */
export function noRoom(): Error {
  return unavailable(`other clients have not yet read answers of ${maxHeld} bytes: try again`, { 'retry-after': '1' })
}

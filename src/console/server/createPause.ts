import { setImmediate } from 'node:timers/promises'
import type { ConsoleReader } from '../../signer/store/consoleReader.js'

/** Milliseconds that reading may go on before requests to the signer get a turn. */
const maxSliceMs = 5

/** Returns a function to call between the items of a long list. Once reading has taken a while, it lets the signer work. */
export function createPause(reader: Pick<ConsoleReader, 'settled'>): () => Promise<void> {
  let sliceStartMs = performance.now()
  return async () => {
    if (performance.now() - sliceStartMs <= maxSliceMs) return
    // What has been read so far must be committed before the next turn writes.
    await reader.settled()
    await setImmediate()
    sliceStartMs = performance.now()
  }
}

import { raceSignal } from '../../errors/raceSignal.js'

/** What an empty chunk counts as, in bytes. */
const emptyChunk = 1024

/**
 * Reads a whole body; `'too-large'` as soon as it exceeds `maxBytes`. The stream is not cancelled.
 */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  limits: { maxBytes: number; signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer> | 'too-large'> {
  if (body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  let counted = 0
  const reader = body.getReader()
  // Not unlocked when the signal aborts: a read is pending then, and some runtimes (workerd) refuse to release its lock.
  for (;;) {
    const { done, value } = await raceSignal(reader.read(), limits.signal)
    if (done) break
    // A stream of empty chunks must end, and a timer would never get its turn.
    counted += value.length || emptyChunk
    if (counted > limits.maxBytes) break
    length += value.length
    chunks.push(value)
  }
  reader.releaseLock()
  if (counted > limits.maxBytes) return 'too-large'
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

import { raceSignal } from '../../errors/raceSignal.js'

/**
 * Reads a whole body; `'too-large'` as soon as it exceeds `maxBytes`. The stream is unlocked afterwards, but not
 * cancelled.
 */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  limits: { maxBytes: number; signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer> | 'too-large'> {
  if (body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await raceSignal(reader.read(), limits.signal)
      if (done) break
      length += value.length
      if (length > limits.maxBytes) return 'too-large'
      chunks.push(value)
    }
  } finally {
    reader.releaseLock()
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

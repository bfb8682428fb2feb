const chunkSize = 64 * 1024

/** A stream that has been garbage-collected counts as read. */
const dropped = new FinalizationRegistry<() => void>((release) => release())

/**
 * Returns the body of a web response. One that counts as held is streamed, chunk by chunk as its reader asks for it.
 *
 * @param release Called once all of it is read or cancelled.
 */
export function toAnswerBody(body: string, release: (() => void) | undefined): BodyInit {
  if (release === undefined) return body
  const bytes = new TextEncoder().encode(body)
  let sent = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        // A copy: a reader may transfer the chunk, and with it the buffer of all others.
        controller.enqueue(bytes.slice(sent, sent + chunkSize))
        sent += chunkSize
        if (sent < bytes.length) return
        controller.close()
        release()
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  )
  dropped.register(stream, release)
  return stream
}

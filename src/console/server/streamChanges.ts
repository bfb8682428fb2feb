import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeEvent } from '../types.js'
import type { ConsoleContext } from './context.js'
import { readActivitySummaries } from './readActivities.js'
import { securityHeaders } from './securityHeaders.js'

/** An event with more activities would be long: then the page loads its list again. */
const maxActivities = 50
/** Between two events, so that a busy signer spends its time on signing. */
const pauseMs = 200
/** After an event that makes the page load its list again, which is more work. */
const reloadPauseMs = 1000
/** A comment is sent after this time without an event: it finds out whether the reader is still there. */
const keepAliveMs = 10_000

/**
 * Streams changes of activities as Server-Sent Events until the request is aborted or the signer closes. Starts after the
 * cursor in the header `Last-Event-ID`, or else in `?from=`.
 *
 * An event is made only when the reader takes it, so a slow reader costs nothing and gets everything it missed in one event.
 * An error ends the stream, and the browser reconnects after the last event it received.
 */
export function streamChanges(context: ConsoleContext, request: Request): Response {
  const { reader, onError } = context
  const { changes } = reader
  const stopped = new AbortController()
  let isCancelled = false
  let pause = pauseMs
  let cursor = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('from') ?? changes.cursor()

  const stop = (): void => stopped.abort()
  request.signal.addEventListener('abort', stop)

  /** Resolves to the text of the next event, or undefined at the end of the stream. */
  async function nextEvent(): Promise<string | undefined> {
    // Keeps `request` reachable: once it is collected as garbage, its signal fires no event.
    if (request.signal.aborted) stop()
    await changes.changed(cursor, stopped.signal, keepAliveMs)
    if (stopped.signal.aborted || !reader.isOpen()) return undefined
    if (cursor === changes.cursor()) return ': keep-alive\n\n'
    const ids = changes.since(cursor)
    cursor = changes.cursor()
    const event: ChangeEvent =
      ids === undefined || ids.length > maxActivities
        ? { reload: true }
        : { activities: await readActivitySummaries(context, ids) }
    await reader.settled()
    pause = 'reload' in event ? reloadPauseMs : pauseMs
    return `id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`
  }

  const encoder = new TextEncoder()
  let hasStarted = false
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!hasStarted) {
          hasStarted = true
          controller.enqueue(encoder.encode('retry: 1000\n\n'))
          return
        }
        const text = await nextEvent().catch((error: unknown) => {
          // Reading fails when the signer closes meanwhile.
          if (reader.isOpen()) onError(error)
        })
        if (isCancelled) return
        if (typeof text !== 'string') return controller.close()
        controller.enqueue(encoder.encode(text))
        await delay(pause, undefined, { signal: stopped.signal }).catch(() => {})
      },
      cancel() {
        isCancelled = true
        stop()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { ...securityHeaders, 'content-type': 'text/event-stream' } })
}

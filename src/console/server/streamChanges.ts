import { setTimeout as delay } from 'node:timers/promises'
import type { Change } from '../types.js'
import { pageHeaders } from './headers.js'
import { type Readable, readLines } from './readActivities.js'

/** How many activities one event tells of; were there more, it says only that. */
const most = 50
/** Between two events, so that a busy signer spends its time on signing. */
const pauseMs = 200
/** After saying so: then the page asks for what there is, which is more work. */
const lostPauseMs = 1000
/** After so long without an event something is sent all the same: whoever is gone is noticed, and nobody seems gone. */
const quietMs = 10_000

/**
 * Tells what becomes of activities, as Server-Sent Events, until the request is aborted or the signer closed. Nothing is
 * prepared before its reader takes it, so a slow one costs nothing and is told what it has missed in one go.
 *
 * It goes on after the cursor in the header `Last-Event-ID`, else in `?from=`.
 *
 * @param onError Told of faults of its own. They end the stream; a browser then goes on where it was told something last.
 */
export function streamChanges(from: Readable, request: Request, onError: (error: unknown) => void): Response {
  const { changes } = from
  const gone = new AbortController()
  let cancelled = false
  let pause = pauseMs
  let cursor = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('from') ?? changes.cursor()

  const leave = (): void => gone.abort()
  request.signal.addEventListener('abort', leave)

  /** @returns the text of the next event; undefined at the end. */
  async function next(): Promise<string | undefined> {
    // Asked of the request each time: a request that nobody holds is collected, and its signal never says anything again.
    if (request.signal.aborted) leave()
    await changes.changed(cursor, gone.signal, quietMs)
    if (gone.signal.aborted || !from.isOpen()) return undefined
    if (cursor === changes.cursor()) return ': still here\n\n'
    const ids = changes.since(cursor)
    cursor = changes.cursor()
    const change: Change =
      ids === undefined || ids.length > most ? { lost: true } : { activities: await readLines(from, ids) }
    await from.settled()
    pause = 'lost' in change ? lostPauseMs : pauseMs
    return `id: ${cursor}\ndata: ${JSON.stringify(change)}\n\n`
  }

  const encoder = new TextEncoder()
  let begun = false
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!begun) {
          begun = true
          controller.enqueue(encoder.encode('retry: 1000\n\n'))
          return
        }
        const text = await next().catch((error: unknown) => {
          // A signer that closes meanwhile is no fault.
          if (from.isOpen()) onError(error)
        })
        if (cancelled) return
        if (typeof text !== 'string') return controller.close()
        controller.enqueue(encoder.encode(text))
        await delay(pause, undefined, { signal: gone.signal }).catch(() => {})
      },
      cancel() {
        cancelled = true
        leave()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { ...pageHeaders, 'content-type': 'text/event-stream' } })
}

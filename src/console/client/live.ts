import type { Change } from '../types.js'
import { find } from './dom.js'

const labels = { connecting: 'Connecting', live: 'Live', waiting: 'Reconnecting', paused: 'Paused' }
const retryMs = 2000

/**
 * Follows the signer from a cursor on, and goes on where it stopped when the connection was lost, or when a change could
 * not be taken in. A page nobody sees lets go of its connection: browsers allow a host only six, and the app under test
 * needs some as well.
 */
export function follow(
  from: string,
  handlers: { onOpen(): Promise<void>; onChange(change: Change): Promise<void> },
): void {
  let cursor = from
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  /** One change after the other. */
  let taken: Promise<void> = Promise.resolve()

  function show(state: keyof typeof labels): void {
    const live = find('.live')
    live.dataset.state = state
    find('#live').textContent = labels[state]
  }

  function stop(): void {
    clearTimeout(retry)
    source?.close()
    source = undefined
  }

  function start(): void {
    stop()
    if (document.hidden) {
      show('paused')
      return
    }
    const opened = new EventSource(`/page/changes?from=${encodeURIComponent(cursor)}`)
    source = opened
    const later = (): void => {
      if (source !== opened) return
      stop()
      show('waiting')
      retry = setTimeout(start, retryMs)
    }
    opened.addEventListener('open', () => {
      show('live')
      void handlers.onOpen()
    })
    opened.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
      taken = taken.then(async () => {
        if (source !== opened) return
        try {
          await handlers.onChange(JSON.parse(data))
          cursor = lastEventId
        } catch {
          later()
        }
      })
    })
    opened.addEventListener('error', () => {
      show('waiting')
      // A browser tries again by itself, unless it was refused.
      if (opened.readyState === EventSource.CLOSED) later()
    })
  }

  document.addEventListener('visibilitychange', start)
  start()
}

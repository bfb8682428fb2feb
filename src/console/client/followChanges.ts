import type { ChangeEvent } from '../types.js'
import { getElement } from './dom.js'

const labels = { connecting: 'Connecting', live: 'Live', waiting: 'Reconnecting', paused: 'Paused' }
const retryMs = 2000

/**
 * Follows the signer's changes after a cursor. Continues where it stopped after a lost connection, and after `onChange`
 * rejected. Disconnects while the tab is hidden: a browser opens six connections to a host at most, and the app under test
 * needs them too.
 */
export function followChanges(
  startCursor: string,
  handlers: { onOpen(): Promise<void>; onChange(event: ChangeEvent): Promise<void> },
): void {
  let cursor = startCursor
  let source: EventSource | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Handles one event after the other. */
  let handling: Promise<void> = Promise.resolve()

  function showState(state: keyof typeof labels): void {
    getElement('.live').dataset.state = state
    getElement('#live').textContent = labels[state]
  }

  function disconnect(): void {
    clearTimeout(retryTimer)
    source?.close()
    source = undefined
  }

  function connect(): void {
    disconnect()
    if (document.hidden) {
      showState('paused')
      return
    }
    const opened = new EventSource(`/page/changes?from=${encodeURIComponent(cursor)}`)
    source = opened
    const reconnectLater = (): void => {
      if (source !== opened) return
      disconnect()
      showState('waiting')
      retryTimer = setTimeout(connect, retryMs)
    }
    opened.addEventListener('open', () => {
      showState('live')
      void handlers.onOpen()
    })
    opened.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
      handling = handling.then(async () => {
        if (source !== opened) return
        try {
          await handlers.onChange(JSON.parse(data))
          cursor = lastEventId
        } catch {
          reconnectLater()
        }
      })
    })
    opened.addEventListener('error', () => {
      showState('waiting')
      // The browser reconnects by itself unless the server refused the stream.
      if (opened.readyState === EventSource.CLOSED) reconnectLater()
    })
  }

  document.addEventListener('visibilitychange', connect)
  connect()
}

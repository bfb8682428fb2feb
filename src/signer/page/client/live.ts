import type { Change } from '../types.js'
import { find } from './dom.js'

const labels = { connecting: 'Connecting', live: 'Live', waiting: 'Reconnecting', paused: 'Paused' }
const retryMs = 2000

/**
 * Follows the signer from a cursor on, and goes on where it stopped when the connection was lost. A page nobody sees lets
 * go of its connection: browsers allow a host only six, and the app under test needs some as well.
 */
export function follow(from: string, onChange: (change: Change) => void): void {
  let cursor = from
  let source: EventSource | undefined

  function show(state: keyof typeof labels): void {
    const live = find('.live')
    live.dataset.state = state
    find('#live').textContent = labels[state]
  }

  function stop(): void {
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
    opened.addEventListener('open', () => show('live'))
    opened.addEventListener('message', (event: MessageEvent<string>) => {
      cursor = event.lastEventId
      onChange(JSON.parse(event.data))
    })
    opened.addEventListener('error', () => {
      show('waiting')
      // A browser tries again by itself, unless it was refused.
      if (opened.readyState === EventSource.CLOSED && source === opened) setTimeout(start, retryMs)
    })
  }

  document.addEventListener('visibilitychange', start)
  start()
}

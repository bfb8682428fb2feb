import { isObject } from '../client/guards.js'

const name = 'viem-passkey-account'

/**
 * Calls back when another tab of the site disconnects: told by its `tellTabs`, or by what it removed from localStorage, where
 * there is no `BroadcastChannel`. Returns what ends it.
 */
export function listenToTabs(key: string, onDisconnect: (addresses: readonly unknown[]) => void): () => void {
  const channel = openChannel()
  channel?.addEventListener('message', ({ data }) => {
    if (isObject(data) && data.disconnected === key && Array.isArray(data.addresses)) onDisconnect(data.addresses)
  })
  const onStorage = ({ key: changed, newValue }: StorageEvent): void => {
    // No key: the storage was cleared.
    if ((changed ?? key) === key && newValue === null) onDisconnect([])
  }
  globalThis.window?.addEventListener?.('storage', onStorage)
  return () => {
    channel?.close()
    globalThis.window?.removeEventListener?.('storage', onStorage)
  }
}

/** Tells the other tabs of the site that the user of these addresses disconnected. */
export function tellTabs(key: string, addresses: readonly string[]): void {
  const channel = openChannel()
  channel?.postMessage({ disconnected: key, addresses })
  channel?.close()
}

function openChannel(): BroadcastChannel | undefined {
  try {
    const channel = new globalThis.BroadcastChannel(name)
    // Node would not exit while it is open.
    if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
    return channel
  } catch {
    // There is none, or the page may not use it.
    return undefined
  }
}

/**
 * Calls back when another tab of the site may have changed something: told by its `tellTabs`, or by a change of localStorage,
 * where there is no `BroadcastChannel`. A `tellTabs` of this tab calls back, too. Returns what ends it.
 */
export function listenToTabs(key: string, onChange: (told: readonly unknown[]) => void): () => void {
  const channel = openChannel()
  channel?.addEventListener('message', ({ data }) => {
    if (Array.isArray(data) && data[0] === key) onChange(data)
  })
  const onStorage = (event: StorageEvent): void => {
    // No key: the storage was cleared.
    if ((event.key ?? key) === key) onChange([])
  }
  const page = globalThis.window
  page?.addEventListener?.('storage', onStorage)
  return () => {
    channel?.close()
    page?.removeEventListener?.('storage', onStorage)
  }
}

/** Tells the other tabs of the site what changed: the addresses of a user who disconnected, or nothing more than that it did. */
export function tellTabs(key: string, told: readonly string[] = []): void {
  const channel = openChannel()
  channel?.postMessage([key, ...told])
  channel?.close()
}

function openChannel(): BroadcastChannel | undefined {
  try {
    const channel: BroadcastChannel & { unref?: () => void } = new BroadcastChannel('viem-passkey-account')
    // Node would not exit while it is open.
    channel.unref?.()
    return channel
  } catch {
    // The platform has no BroadcastChannel, or the page may not use it.
    return undefined
  }
}

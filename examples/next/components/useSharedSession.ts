import { useEffect, useEffectEvent } from 'react'
import { indexedDbStorage, restoreSession } from 'viem-passkey-account'
import { useConnection } from 'wagmi'
import { useWallet } from '@/app/providers'

/** What begins or ends in another tab of the site does so here: the session of this user. */
export function useSharedSession(onChange: () => void) {
  const { connector } = useWallet()
  const { addresses = [] } = useConnection()
  const follow = useEffectEvent(async () => {
    const expected = addresses.flatMap((address) => connector.getWallet(address) ?? [])
    if (expected.length === 0) return
    const { session } = await restoreSession({ expected })
    const current = connector.getSession()
    if (session && session.publicKey !== current?.publicKey)
      await connector.connect({ capabilities: { method: 'login', session } })
    // The signer may not know it any more.
    if (!session && current) connector.endSession().catch(() => undefined)
    onChange()
  })
  useEffect(
    () =>
      indexedDbStorage().subscribe(() => {
        // A sign-in in this tab is told, too, and refuses a second one.
        follow().catch(() => undefined)
      }),
    [],
  )
}

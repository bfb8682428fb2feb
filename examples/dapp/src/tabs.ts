import { indexedDbStorage, restoreSession } from 'viem-passkey-account'
import type { Wallet } from './wallet.ts'

/** Calls back when another tab signed in or out, or started or ended a session. */
export function watchTabs(wallet: Wallet, onChange: (change: { isNewWallet: boolean }) => void): void {
  indexedDbStorage().subscribe(async () => {
    // This tab hears of its sessions too. Their action is still open, and shows what comes of it.
    if (document.querySelector('dialog[data-state="waiting"][open]')) return
    const { wallet: opened, session } = wallet.state()
    const { session: found } = await restoreSession({ organizationId: opened?.organizationId })
    if (opened && found?.publicKey !== session?.publicKey) onChange({ isNewWallet: false })
  })
  addEventListener('storage', ({ key }) => {
    if (key === 'wallet') onChange({ isNewWallet: true })
  })
}

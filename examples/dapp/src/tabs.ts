import type { Wallet } from './wallet.ts'

/** Calls back when another tab signed in or out, or started or ended a session. */
export function watchTabs(wallet: Wallet, onChange: (change: { isNewWallet: boolean }) => void): void {
  wallet.watchSession(() => onChange({ isNewWallet: false }))
  addEventListener('storage', ({ key }) => {
    if (key === 'wallet') onChange({ isNewWallet: true })
  })
}

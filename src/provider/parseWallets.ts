import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { parseWallet } from '../users/parseExpected.js'

/** Parses the stored wallets of an earlier connect. A record that was changed, or of another RP ID, counts as none. */
export function parseWallets(
  stored: Record<string, unknown> | undefined,
  { rpId }: { rpId: string },
): readonly PasskeyWallet[] {
  try {
    return stored?.rpId === rpId && Array.isArray(stored.wallets)
      ? stored.wallets.map((wallet) => parseWallet(wallet, 'wallet'))
      : []
  } catch {
    return []
  }
}

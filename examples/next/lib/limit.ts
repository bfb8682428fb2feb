import { formatEther, parseEther } from 'viem'
import { anvil } from 'viem/chains'
import type { PasskeyWallet } from 'viem-passkey-account'
import { stepUpRules } from 'viem-passkey-account/policies'

const above = parseEther('0.05')

/** What a session may do alone once its user has set the limit. The signer enforces it. */
export const rules = stepUpRules({ above, chainId: anvil.id })

export const limitText = `up to ${formatEther(above)} ETH at a time on ${anvil.name}`

const keyOf = ({ organizationId }: PasskeyWallet) => `limit.${organizationId}`

/** Whether the user has set the limit, as far as this browser knows. Without it, the prompts only come later. */
export function hasLimit(wallet: PasskeyWallet | undefined): boolean {
  try {
    return wallet !== undefined && localStorage.getItem(keyOf(wallet)) !== null
  } catch {
    // A browser that stores nothing for this site.
    return false
  }
}

export function rememberLimit(wallet: PasskeyWallet): void {
  try {
    localStorage.setItem(keyOf(wallet), 'set')
  } catch {
    // The signer has it.
  }
}

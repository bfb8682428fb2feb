// What snippets take for granted.
import type { Address, Chain, HttpTransport, PublicClient, WalletClient } from 'viem'
import type { PasskeyAccount } from 'viem-passkey-account'

declare global {
  const walletClient: WalletClient<HttpTransport, Chain, PasskeyAccount>
  const publicClient: PublicClient<HttpTransport, Chain>
  const recipient: Address
}

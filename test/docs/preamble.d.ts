// What snippets take for granted; docs/README.md tells the reader.
import type { Address, Chain, HttpTransport, PublicClient, WalletClient } from 'viem'
import type { PasskeyAccount, PasskeyWallet, SignerClient } from 'viem-passkey-account'

declare global {
  const client: SignerClient
  const server: SignerClient
  const wallet: PasskeyWallet
  const account: PasskeyAccount
  const walletClient: WalletClient<HttpTransport, Chain, PasskeyAccount>
  const publicClient: PublicClient<HttpTransport, Chain>
  const recipient: Address
  const contract: Address
}

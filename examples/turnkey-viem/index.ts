/**
 * A script for `@turnkey/viem` that does not use this package: it signs a message and sends a transaction with a wallet at Turnkey. To run it on
 * the local signer, set `BASE_URL`, and the organization and API key that `passkey-signer` prints.
 */
import { Turnkey } from '@turnkey/sdk-server'
import { createAccount } from '@turnkey/viem'
import { createPublicClient, createWalletClient, formatEther, http, isAddress, parseEther } from 'viem'
import { anvil } from 'viem/chains'

const { BASE_URL = 'https://api.turnkey.com', ORGANIZATION_ID, API_PUBLIC_KEY, API_PRIVATE_KEY } = process.env
const { RPC_URL, SIGN_WITH } = process.env
if (!ORGANIZATION_ID || !API_PUBLIC_KEY || !API_PRIVATE_KEY)
  throw new Error('Set ORGANIZATION_ID, API_PUBLIC_KEY and API_PRIVATE_KEY.')

const client = new Turnkey({
  apiBaseUrl: BASE_URL,
  apiPublicKey: API_PUBLIC_KEY,
  apiPrivateKey: API_PRIVATE_KEY,
  defaultOrganizationId: ORGANIZATION_ID,
}).apiClient()
const account = await createAccount({
  client,
  organizationId: ORGANIZATION_ID,
  signWith: SIGN_WITH ?? (await createWallet()),
})
console.log(`address      ${account.address}`)

const network = { chain: anvil, transport: http(RPC_URL) }
const wallet = createWalletClient({ ...network, account })
console.log(`signature    ${await wallet.signMessage({ message: 'hello' })}`)

const chain = createPublicClient(network)
const balance = await chain.getBalance({ address: account.address })
if (balance < parseEther('0.01')) {
  console.log(`balance      ${formatEther(balance)} ETH`)
  console.log(`To send a transaction, fund the address and run this again with SIGN_WITH=${account.address}`)
} else {
  const hash = await wallet.sendTransaction({ to: account.address, value: parseEther('0.001') })
  const { status } = await chain.waitForTransactionReceipt({ hash })
  console.log(`transaction  ${hash} ${status}`)
}

/** Creates a wallet with one Ethereum account, for the first run. */
async function createWallet(): Promise<string> {
  const { addresses } = await client.createWallet({
    walletName: `Wallet of ${new Date().toISOString()}`,
    accounts: [
      {
        curve: 'CURVE_SECP256K1',
        pathFormat: 'PATH_FORMAT_BIP32',
        path: "m/44'/60'/0'/0/0",
        addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
      },
    ],
  })
  const [address] = addresses
  if (address === undefined || !isAddress(address)) throw new Error('The wallet has no address.')
  return address
}

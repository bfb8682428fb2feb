import {
  type Chain,
  createPublicClient,
  defineChain,
  type HttpTransport,
  http,
  isAddress,
  type PublicClient,
} from 'viem'
import { createSignerClient, type PasskeyWallet, type SignerClient } from 'viem-passkey-account'
import { InputError } from './errors.ts'
import { readRecord } from './files.ts'
import { openStamper } from './openStamper.ts'

export type Connection = {
  /** Asks the signer, stamped the way STAMPER says. */
  client: SignerClient
  /** Whose account it is. Public data. */
  wallet: PasskeyWallet
  chain: Chain
  transport: HttpTransport
  publicClient: PublicClient<HttpTransport, Chain>
}

/**
 * Opens what the environment names: RPC_URL, SIGNER_URL (Turnkey unless set), WALLET_FILE and STAMPER.
 *
 * @throws InputError, and what viem throws when the chain cannot be reached.
 */
export async function connect(): Promise<Connection> {
  const transport = http(readVariable('RPC_URL', 'the URL of a node'))
  const id = await createPublicClient({ transport }).getChainId()
  // A chain with transactions of its own has its definition in viem/chains: put that here.
  const chain = defineChain({
    id,
    name: `Chain ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })
  // Anvil mines at once.
  const publicClient = createPublicClient({ chain, transport, pollingInterval: id === 31337 ? 50 : 2000 })
  return { ...(await openSigner()), chain, transport, publicClient }
}

/** The signer's part alone, for scripts without a chain. */
export async function openSigner(): Promise<Pick<Connection, 'client' | 'wallet'>> {
  const wallet = readWallet(readVariable('WALLET_FILE', 'the file with the wallet’s record'))
  const url = process.env.SIGNER_URL
  const stamper = await openStamper(readVariable('STAMPER', 'session, api-key:<file> or passkey:<file>'), {
    url,
    wallet,
  })
  return { client: createSignerClient({ url, stamper }), wallet }
}

/** @throws InputError */
export function readVariable(name: string, what: string): string {
  const value = process.env[name]
  if (!value) throw new InputError(`Set ${name}: ${what}.`)
  return value
}

function readWallet(path: string): PasskeyWallet {
  const fields = ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId'] as const
  const { address, publicKey, ...record } = readRecord(path, fields)
  if (!isAddress(address)) throw new InputError(`${path}: ${address} is no address.`)
  return { ...record, address, publicKey: `0x${publicKey.replace(/^0x/, '')}` }
}

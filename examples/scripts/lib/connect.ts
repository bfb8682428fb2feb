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
  /** Sends requests to the signer, stamped as STAMPER says. */
  client: SignerClient
  /** The wallet to sign with. Public data. */
  wallet: PasskeyWallet
  chain: Chain
  transport: HttpTransport
  publicClient: PublicClient<HttpTransport, Chain>
}

/**
 * Connects to the chain and the signer that the environment names: RPC_URL, SIGNER_URL, WALLET_FILE and STAMPER,
 * and SIGNER_KEY if the signer has its own key.
 *
 * @throws InputError, or a viem error if the chain is unreachable.
 */
export async function connect(): Promise<Connection> {
  const transport = http(readEnv('RPC_URL', 'the URL of a node'))
  const id = await createPublicClient({ transport }).getChainId()
  // For a chain with its own transaction types, use its definition from viem/chains instead.
  const chain = defineChain({
    id,
    name: `Chain ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })
  // Anvil mines immediately.
  const publicClient = createPublicClient({ chain, transport, pollingInterval: id === 31337 ? 50 : 2000 })
  return { ...(await connectSigner()), chain, transport, publicClient }
}

/** Connects to the signer only, for scripts that need no chain. */
export async function connectSigner(): Promise<Pick<Connection, 'client' | 'wallet'>> {
  const wallet = readWallet(readEnv('WALLET_FILE', 'the file with the wallet record'))
  const url = readSignerUrl()
  const stamper = await openStamper(readEnv('STAMPER', 'session, api-key:<file> or passkey:<file>'), { url, wallet })
  // Exports and imports believe Turnkey's key, and on this machine that of a local signer in memory, unless there is another.
  const signer = process.env.SIGNER_KEY
  return { client: createSignerClient({ url, stamper, trustedKeys: signer ? { signer } : undefined }), wallet }
}

/** @throws InputError */
export function readSignerUrl(): string {
  return readEnv('SIGNER_URL', 'the URL of the signer, https://api.turnkey.com for Turnkey')
}

/** @throws InputError */
export function readEnv(name: string, description: string): string {
  const value = process.env[name]
  if (!value) throw new InputError(`${name} is not set. Set it to ${description}.`)
  return value
}

function readWallet(path: string): PasskeyWallet {
  const fields = ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId'] as const
  const { address, publicKey, ...record } = readRecord(path, fields)
  if (!isAddress(address)) throw new InputError(`${path}: "address" is not a valid address: ${address}`)
  return { ...record, address, publicKey: `0x${publicKey.replace(/^0x/, '')}` }
}

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import {
  type Chain,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  type HttpTransport,
  http,
  type PrivateKeyAccount,
  type PublicClient,
  type TestClient,
  type WalletClient,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { anvil } from 'viem/chains'

/** The key of the first account that Anvil gives 10,000 ether to; as public as Anvil's mnemonic. */
const firstKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

export type Anvil = {
  url: string
  /** Anvil's chain, with the URL of this one. */
  chain: Chain
  publicClient: PublicClient<HttpTransport, Chain>
  testClient: TestClient<'anvil', HttpTransport, Chain>
  /** Signs with the first of Anvil's funded accounts. */
  walletClient: WalletClient<HttpTransport, Chain, PrivateKeyAccount>
  /** Ends Anvil, and resolves when it is gone. */
  stop(): Promise<void>
}

/**
 * Starts an Anvil of its own on a free port, with EIP-4844 and EIP-7702 in force.
 * It ends with `stop`, and also when this process ends without calling it, even by `kill -9`.
 *
 * @throws When Anvil does not start; the message has what it said.
 *
 * @example
 * const { publicClient, stop } = await startAnvil()
 * afterAll(stop)
 */
export async function startAnvil(
  options: { hardfork?: string; chainId?: number; port?: number; args?: readonly string[] } = {},
): Promise<Anvil> {
  const { args = [], chainId = anvil.id, hardfork = 'prague', port = 0 } = options
  const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url))
  const own = ['--port', String(port), '--hardfork', hardfork, '--chain-id', String(chainId)]
  const child = spawn(process.execPath, [keeper, binary(), ...own, ...args], { stdio: 'pipe' })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))

  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      // Printed once the port is bound: from then on Anvil answers.
      const address = /^Listening on (\S+)$/m.exec(output)?.[1]
      if (address !== undefined) resolve(`http://${address}`)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    void ended.then((code) => reject(new Error(`Anvil ended (${code}) before it listened:\n${output}`)))
  })
  // Nobody needs the rest of its log, but somebody must read it, or Anvil would stop at a full pipe.
  for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners('data').resume()

  const stop = async (): Promise<void> => {
    child.stdin.destroy()
    await ended
  }
  const chain = defineChain({ ...anvil, id: chainId, rpcUrls: { default: { http: [url] } } })
  // Its first blob makes Anvil load the whole KZG setup, which takes a busy machine many seconds.
  const transport = http(url, { retryCount: 0, timeout: 60_000 })
  const shared = { chain, transport, pollingInterval: 20, cacheTime: 0 }
  const publicClient = createPublicClient(shared)
  const answered = await publicClient.getChainId()
  if (answered !== chainId) throw new Error(`${url} is not the Anvil that was started: its chain is ${answered}.`)
  return {
    url,
    chain,
    publicClient,
    testClient: createTestClient({ ...shared, mode: 'anvil' }),
    walletClient: createWalletClient({ ...shared, account: privateKeyToAccount(firstKey) }),
    stop,
  }
}

/** The program itself and not npm's wrapper, which would outlive or orphan it when killed. */
function binary(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const require = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'))
  return require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`)
}

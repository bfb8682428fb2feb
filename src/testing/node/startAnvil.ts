import { spawn } from 'node:child_process'
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
import { AnvilStartError } from './AnvilStartError.js'
import { findAnvil } from './findAnvil.js'
import { keeper } from './keeper.js'

/** The key of the first account that Anvil gives 10,000 ether to; as public as Anvil's mnemonic. */
const firstKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** A running Anvil and viem's clients for it. */
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
 * Starts an Anvil of its own, for tests: the one from `@foundry-rs/anvil` where the project has it, else the `anvil` on the PATH.
 * It ends with `stop`, and also when this process ends without calling it, even by `kill -9`.
 *
 * @param parameters.port A free one unless given.
 * @param parameters.chainId 31337 unless given.
 * @param parameters.hardfork `prague`, which has EIP-4844 and EIP-7702, unless given.
 * @param parameters.args More arguments for `anvil`, such as `['--block-time', '1']`.
 * @param parameters.command The program to run in the place of the one that is found.
 * @throws AnvilStartError, with what Anvil said.
 *
 * @example
 * const { publicClient, stop } = await startAnvil()
 * afterAll(stop)
 */
export async function startAnvil(parameters: startAnvil.Parameters = {}): Promise<startAnvil.ReturnType> {
  const { args = [], chainId = anvil.id, command = findAnvil(), hardfork = 'prague', port = 0 } = parameters
  const own = ['--port', String(port), '--hardfork', hardfork, '--chain-id', String(chainId)]
  const kept = ['--input-type=commonjs', '--eval', keeper, '--', command, ...own, ...args]
  const child = spawn(process.execPath, kept, { stdio: 'pipe' })
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
    void ended.then((code) =>
      reject(new AnvilStartError({ code: code === 127 ? 'NOT_FOUND' : 'ENDED', details: output.trim() })),
    )
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
  const answered = await publicClient.getChainId().catch(async (cause: Error) => {
    await stop()
    throw new AnvilStartError({ code: 'FOREIGN', details: `${url} does not answer like Anvil.`, cause })
  })
  if (answered !== chainId) {
    await stop()
    const details = `${url} answers for chain ${answered} instead of ${chainId}.`
    throw new AnvilStartError({ code: 'FOREIGN', details })
  }
  return {
    url,
    chain,
    publicClient,
    testClient: createTestClient({ ...shared, mode: 'anvil' }),
    walletClient: createWalletClient({ ...shared, account: privateKeyToAccount(firstKey) }),
    stop,
  }
}

export declare namespace startAnvil {
  type Parameters = {
    port?: number | undefined
    chainId?: number | undefined
    hardfork?: string | undefined
    args?: readonly string[] | undefined
    command?: string | undefined
  }
  type ReturnType = Anvil
  type ErrorType = AnvilStartError
}

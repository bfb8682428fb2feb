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
import { InvalidParameterError } from 'viem-passkey-account'
import { AnvilStartError } from './AnvilStartError.js'
import { findAnvil } from './findAnvil.js'
import { watchdog } from './watchdog.js'

/** The private key of Anvil's first account, which holds 10,000 ether. It is public, like Anvil's mnemonic. */
const firstKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** A running Anvil, and viem's clients for it. */
export type Anvil = {
  /** URL of its JSON-RPC API. */
  url: string
  /** viem's `anvil` chain with the chain id and URL of this Anvil. */
  chain: Chain
  /** Client for public actions. */
  publicClient: PublicClient<HttpTransport, Chain>
  /** Client for test actions: mine blocks, set balances and so on. */
  testClient: TestClient<'anvil', HttpTransport, Chain>
  /** Client with the first of Anvil's funded accounts. */
  walletClient: WalletClient<HttpTransport, Chain, PrivateKeyAccount>
  /** Stops Anvil. Resolves when it has ended. */
  stop(): Promise<void>
}

/**
 * Starts an Anvil for tests. Uses `@foundry-rs/anvil` if the project has it installed, else the `anvil` on the PATH.
 * Anvil stops with `stop`, or when this process ends in any way, including `kill -9`.
 *
 * @throws AnvilStartError, or InvalidParameterError if `args` keep Anvil from printing its address.
 *
 * @example
 * ```ts
 * import { startAnvil } from 'viem-passkey-account/testing/node'
 * import { afterAll } from 'vitest'
 *
 * const { publicClient, stop } = await startAnvil()
 * afterAll(stop)
 * ```
 */
export async function startAnvil(parameters: startAnvil.Parameters = {}): Promise<startAnvil.ReturnType> {
  const { args = [], chainId = anvil.id, command = findAnvil(), hardfork = 'prague', port = 0 } = parameters
  assertPrints(args)
  const anvilArgs = ['--port', String(port), '--hardfork', hardfork, '--chain-id', String(chainId), ...args]
  const watchdogArgs = ['--input-type=commonjs', '--eval', watchdog, '--', command, ...anvilArgs]
  const child = spawn(process.execPath, watchdogArgs, { stdio: 'pipe' })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))

  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      // Anvil prints this when it accepts connections.
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
  // Discards the rest of the log. Anvil would block if nothing read the pipe.
  for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners('data').resume()

  const stop = async (): Promise<void> => {
    child.stdin.destroy()
    await ended
  }
  const chain = defineChain({ ...anvil, id: chainId, rpcUrls: { default: { http: [url] } } })
  // With the first blob, Anvil loads the KZG trusted setup, which takes many seconds on a busy machine.
  const transport = http(url, { retryCount: 0, timeout: 60_000 })
  const shared = { chain, transport, pollingInterval: 20, cacheTime: 0 }
  const publicClient = createPublicClient(shared)
  const actualChainId = await publicClient.getChainId().catch(async (cause: Error) => {
    await stop()
    throw new AnvilStartError({ code: 'FOREIGN', details: `${url} does not answer like Anvil.`, cause })
  })
  if (actualChainId !== chainId) {
    await stop()
    const details = `${url} answers for chain ${actualChainId} instead of ${chainId}.`
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

/** Anvil's address is read from what it prints. */
function assertPrints(args: readonly string[]): void {
  for (const [index, arg] of args.entries()) {
    const [option] = /^(--silent$|--quiet$|-q)/.exec(arg) ?? []
    if (option === undefined) continue
    throw new InvalidParameterError({
      parameter: `args[${index}]`,
      value: option,
      message: `With \`${option}\`, Anvil does not print its address, which \`startAnvil\` waits for. Leave it out: what Anvil prints is not shown.`,
    })
  }
}

export declare namespace startAnvil {
  type Parameters = {
    /**
     * Port to listen on.
     * @default 0 (any free port)
     */
    port?: number | undefined
    /**
     * Chain id.
     * @default 31337
     */
    chainId?: number | undefined
    /**
     * Hardfork, by the name that Anvil uses. EIP-4844 and EIP-7702 need `prague` or a later one.
     * @default 'prague'
     */
    hardfork?: string | undefined
    /**
     * More arguments for Anvil, such as `['--block-time', '1']`. Not `--silent` or `--quiet`: its log is discarded anyway.
     * @default []
     */
    args?: readonly string[] | undefined
    /**
     * Program to run as Anvil.
     * @default Anvil from `@foundry-rs/anvil`, else `anvil` on the PATH
     */
    command?: string | undefined
  }
  type ReturnType = Anvil
  type ErrorType = AnvilStartError | InvalidParameterError
}

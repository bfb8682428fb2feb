import { type Address, type Hex, isAddressEqual, parseEther } from 'viem'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createSessionProfile } from 'viem-passkey-account/actions'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { delegate, permitToken, tokenSwap } from '../../test/contracts/index.ts'
import { mined } from '../../test/harness/mined.ts'
import * as contracts from '../next/lib/contracts.ts'
import { rules } from '../next/lib/limit.ts'

/** What the Next.js example needs on this machine: two chains with its contracts, and a signer. */
export type Stack = {
  chains: readonly [Anvil, Anvil]
  signer: LocalSigner
  signerUrl: string
  /** Stops the signer's server. The signer keeps its wallets. */
  stopSigner(): Promise<void>
  /** Starts it again, at the same address. */
  startSigner(): Promise<void>
  /** The environment variables of the example. */
  env: Record<string, string>
  close(): Promise<void>
}

/**
 * Starts Anvil twice, deploys the contracts, and starts the local signer.
 *
 * @param signerPort - Port of the signer. By default, any free one.
 */
export async function startStack(signerPort?: number): Promise<Stack> {
  const closeFns: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const closeFn of closeFns.splice(0).reverse()) await closeFn()
  }
  const start = async (chainId: number): Promise<Anvil> => {
    const anvil = await startAnvil({ chainId })
    closeFns.push(anvil.stop)
    await deploy(anvil)
    return anvil
  }
  try {
    const chains = [await start(31_337), await start(31_338)] as const
    const signer = await createLocalSigner()
    closeFns.push(signer.close)
    let server = await listen(signer, { port: signerPort })
    closeFns.push(() => server.close())
    const { url: signerUrl } = server
    const { organizationId, apiKey } = signer
    const client = createSignerClient({ url: signerUrl, stamper: apiKeyStamper(apiKey) })
    // In production once, by a script: a session profile cannot be changed or deleted.
    const { sessionProfileId } = await createSessionProfile(client, { organizationId, ...rules.sessionProfile })
    return {
      chains,
      signer,
      signerUrl,
      stopSigner: () => server.close(),
      startSigner: async () => {
        server = await listen(signer, { port: Number(new URL(signerUrl).port) })
      },
      env: {
        SIGNER_URL: signerUrl,
        ORGANIZATION_ID: organizationId,
        SESSION_PROFILE_ID: sessionProfileId,
        API_PUBLIC_KEY: apiKey.publicKey,
        API_PRIVATE_KEY: apiKey.privateKey,
        RPC_URL: chains[0].url,
        SECOND_RPC_URL: chains[1].url,
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Deploys the example's contracts. It knows their addresses, which follow from their order on a new chain. */
async function deploy({ walletClient, publicClient }: Anvil): Promise<void> {
  const { token, swap, delegate: delegateAddress } = contracts
  const assertDeployed = async (hash: Hex, expected: Address): Promise<void> => {
    const { contractAddress } = await mined(publicClient, hash)
    if (!contractAddress || !isAddressEqual(contractAddress, expected))
      throw new Error(`A contract is at ${contractAddress}, and the example expects it at ${expected}.`)
  }
  await assertDeployed(
    await walletClient.deployContract({ abi: permitToken.abi, bytecode: permitToken.bytecode }),
    token.address,
  )
  await assertDeployed(
    await walletClient.deployContract({
      abi: tokenSwap.abi,
      bytecode: tokenSwap.bytecode,
      args: [token.address],
      value: parseEther('100'),
    }),
    swap.address,
  )
  await assertDeployed(
    await walletClient.deployContract({ abi: delegate.abi, bytecode: delegate.bytecode }),
    delegateAddress,
  )
}

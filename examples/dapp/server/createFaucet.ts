import { type Address, isAddress, parseEther } from 'viem'
import type { Anvil } from 'viem-passkey-account/testing/node'
import { permitToken } from '../../../test/contracts/index.ts'
import { mined } from '../../../test/harness/mined.ts'

/** Deploys the demo's token, and funds wallets with it and with ether from Anvil's first account. */
export async function createFaucet({ walletClient, publicClient }: Anvil): Promise<{
  token: Address
  /** The account that pays. */
  bank: Address
  /** Handles `POST { address }`, and answers once both transfers are mined. */
  give(request: Request): Promise<Response>
}> {
  const { abi, bytecode } = permitToken
  const { contractAddress } = await mined(publicClient, await walletClient.deployContract({ abi, bytecode }))
  if (!contractAddress) throw new Error('The token was not deployed.')
  const token = contractAddress

  async function fund(to: Address): Promise<void> {
    await mined(publicClient, await walletClient.sendTransaction({ to, value: parseEther('1') }))
    const args = [to, parseEther('100')] as const
    await mined(publicClient, await walletClient.writeContract({ address: token, abi, functionName: 'mint', args }))
  }

  // One after another, because the bank's nonces must follow each other.
  let last: Promise<unknown> = Promise.resolve()
  return {
    token,
    bank: walletClient.account.address,
    async give(request) {
      const body: unknown = await request.json().catch(() => undefined)
      const address = typeof body === 'object' && body !== null && 'address' in body ? body.address : undefined
      if (request.method !== 'POST' || typeof address !== 'string' || !isAddress(address))
        return new Response('Post an address.', { status: 400 })
      const funding = last.then(() => fund(address))
      last = funding.catch(() => undefined)
      await funding
      return Response.json({})
    },
  }
}

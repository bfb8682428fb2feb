import { createWalletClient, http, isAddress, parseAbi, parseEther, zeroAddress } from 'viem'
import { token } from '@/lib/contracts'
import { readSettings } from '@/lib/settings'

/** Gives an address test ether and tokens, from the account that Anvil signs for. Works with Anvil only. */
export async function POST(request: Request): Promise<Response> {
  const { address } = Object(await request.json().catch(() => undefined))
  if (!isAddress(address)) return new Response('Post an address.', { status: 400 })
  for (const url of readSettings().rpcUrls) {
    const bank = createWalletClient({ transport: http(url), pollingInterval: 100 })
    const [account = zeroAddress] = await bank.getAddresses()
    await bank.sendTransaction({ account, chain: null, to: address, value: parseEther('1') })
    await bank.writeContractSync({
      account,
      chain: null,
      address: token.address,
      abi: parseAbi(['function mint(address to, uint256 value)']),
      functionName: 'mint',
      args: [address, parseEther('100')],
    })
  }
  return new Response(null, { status: 204 })
}

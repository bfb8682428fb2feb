import {
  type Address,
  createPublicClient,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  http,
  InsufficientFundsError,
  parseAbi,
  parseEther,
  type TransactionSerializableEIP1559,
  type TransactionSerializedEIP1559,
} from 'viem'
import { anvil } from 'viem/chains'
import type { Config } from './config.ts'

export type Chain = ReturnType<typeof createChain>
export type Balances = { ether: bigint; tokens: bigint }
/** Typed data, ready to sign. */
export type Permit = Awaited<ReturnType<Chain['preparePermit']>>
/** A signed transaction of type 2. */
export type SignedTransaction = TransactionSerializedEIP1559
/** A transaction, ready to sign. */
export type Transfer = TransactionSerializableEIP1559 & { gas: bigint; maxFeePerGas: bigint }

/** What any dapp asks a chain, with viem and without a wallet. */
export function createChain({ rpcUrl, token: address }: Config) {
  const client = createPublicClient({ chain: anvil, transport: http(rpcUrl), pollingInterval: 100, cacheTime: 0 })
  const token = { address, abi: [...erc20Abi, ...parseAbi(['function nonces(address owner) view returns (uint256)'])] }

  async function balances(owner: Address): Promise<Balances> {
    const [ether, tokens] = await Promise.all([
      client.getBalance({ address: owner }),
      client.readContract({ ...token, functionName: 'balanceOf', args: [owner] }),
    ])
    return { ether, tokens }
  }

  return {
    balances,

    /**
     * Looks up nonce, gas and fees before the click, so that the prompt starts in it.
     *
     * @throws viem's InsufficientFundsError, InvalidAddressError.
     */
    async prepareTransfer(owner: Address, asset: 'ETH' | 'PERMIT', to: Address, amount: string): Promise<Transfer> {
      const value = parseEther(amount)
      const { ether, tokens } = await balances(owner)
      if (asset === 'PERMIT' && tokens < value) throw new InsufficientFundsError()
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, value] })
      const call = asset === 'ETH' ? { to, value } : { to: address, value: 0n, data }
      const { gas, ...transfer } = await client.prepareTransactionRequest({ account: owner, type: 'eip1559', ...call })
      const prepared = { ...transfer, gas: BigInt(gas) }
      if (ether < call.value + prepared.gas * prepared.maxFeePerGas) throw new InsufficientFundsError()
      return prepared
    },

    /** https://eips.ethereum.org/EIPS/eip-2612 */
    async preparePermit(owner: Address, spender: Address, amount: string) {
      const nonce = await client.readContract({ ...token, functionName: 'nonces', args: [owner] })
      const { timestamp } = await client.getBlock()
      return {
        domain: { name: 'Permit Token', version: '1', chainId: anvil.id, verifyingContract: address },
        types: {
          Permit: [
            { name: 'owner', type: 'address' },
            { name: 'spender', type: 'address' },
            { name: 'value', type: 'uint256' },
            { name: 'nonce', type: 'uint256' },
            { name: 'deadline', type: 'uint256' },
          ],
        },
        primaryType: 'Permit',
        message: { owner, spender, value: parseEther(amount), nonce, deadline: timestamp + 3600n },
      } as const
    },

    /** @throws If the transaction is mined and fails. */
    async send(serializedTransaction: SignedTransaction) {
      const hash = await client.sendRawTransaction({ serializedTransaction })
      const { status, blockNumber } = await client.waitForTransactionReceipt({ hash })
      if (status !== 'success') throw new Error(`Transaction ${hash} failed.`)
      return { hash, block: blockNumber }
    },
  }
}

export function requireTransaction(signed: Hex | undefined): SignedTransaction {
  if (!isTransaction(signed)) throw new Error('This is not a signed EIP-1559 transaction.')
  return signed
}

function isTransaction(signed: Hex | undefined): signed is SignedTransaction {
  return signed?.startsWith('0x02') ?? false
}

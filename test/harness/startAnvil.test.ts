import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseEther } from 'viem'
import { afterAll, expect, test } from 'vitest'
import { delegate, permitToken } from '../contracts/index.js'
import { startAnvil } from './startAnvil.js'

const { chain, publicClient, stop, testClient, url, walletClient } = await startAnvil()
afterAll(stop)

const deploy = async (contract: typeof permitToken | typeof delegate): Promise<`0x${string}`> => {
  const hash = await walletClient.deployContract({ abi: contract.abi, bytecode: contract.bytecode })
  const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash })
  if (!contractAddress) throw new Error('nothing was deployed')
  return contractAddress
}

test('mines what its own account sends', async () => {
  const to = '0x00000000000000000000000000000000000000aa'
  const hash = await walletClient.sendTransaction({ to, value: parseEther('1.5') })
  expect((await publicClient.waitForTransactionReceipt({ hash })).status).toBe('success')
  expect(await publicClient.getBalance({ address: to })).toBe(parseEther('1.5'))
  await testClient.setBalance({ address: to, value: 7n })
  expect(await publicClient.getBalance({ address: to })).toBe(7n)
})

test('runs the contracts, which refuse what they should', async () => {
  const owner = walletClient.account.address
  const address = await deploy(permitToken)
  const token = { address, abi: permitToken.abi } as const
  await publicClient.waitForTransactionReceipt({
    hash: await walletClient.writeContract({ ...token, functionName: 'mint', args: [owner, 5n] }),
  })
  expect(await publicClient.readContract({ ...token, functionName: 'balanceOf', args: [owner] })).toBe(5n)
  await expect(
    publicClient.simulateContract({ ...token, functionName: 'transfer', args: [address, 6n], account: owner }),
  ).rejects.toThrow('InsufficientBalance(uint256 balance, uint256 needed)')
  await expect(
    publicClient.simulateContract({
      address: await deploy(delegate),
      abi: delegate.abi,
      functionName: 'execute',
      args: [[]],
    }),
  ).rejects.toThrow('NotTheAccount(address caller)')
})

test('each has a port of its own, and a chain id when asked', async () => {
  const other = await startAnvil({ chainId: 10 })
  expect(other.url).not.toBe(url)
  expect([await other.publicClient.getChainId(), other.chain.id]).toEqual([10, 10])
  expect(chain.id).toBe(31337)
  await other.stop()
  await expect(other.publicClient.getChainId()).rejects.toThrow('HTTP request failed')
})

test('says what Anvil said when it does not start', async () => {
  await expect(startAnvil({ hardfork: 'atlantis' })).rejects.toThrow('Unknown hardfork: atlantis')
  await expect(startAnvil({ port: Number(new URL(url).port) })).rejects.toThrow('already in use')
})

test.each(['SIGKILL', 'SIGTERM'] as const)('ends when its owner is ended by %s', async (signal) => {
  const owner = spawn(
    process.execPath,
    [
      ...['--input-type=module', '--eval'],
      `import { startAnvil } from ${JSON.stringify(fileURLToPath(new URL('startAnvil.ts', import.meta.url)))}
       console.log((await startAnvil()).url)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = await once(createInterface(owner.stdout), 'line')
  const { hostname, port } = new URL(line)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const closed = once(
    socket.on('error', () => {}),
    'close',
  )
  owner.kill(signal)
  // The connection is Anvil's: it closes when Anvil has gone.
  await closed
  await expect(fetch(line)).rejects.toThrow('fetch failed')
})

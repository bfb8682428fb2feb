import { parseEther } from 'viem'
import { AnvilStartError, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test, vi } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { delegate, permitToken } from '../../contracts/index.js'

const { chain, publicClient, stop, testClient, url, walletClient } = await startAnvil()
afterAll(stop)

const deploy = async (contract: typeof permitToken | typeof delegate): Promise<`0x${string}`> => {
  const hash = await walletClient.deployContract({ abi: contract.abi, bytecode: contract.bytecode })
  const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash })
  if (!contractAddress) throw new Error('nothing was deployed')
  return contractAddress
}

test('mines a transaction of its funded account', async () => {
  const to = '0x00000000000000000000000000000000000000aa'
  const hash = await walletClient.sendTransaction({ to, value: parseEther('1.5') })
  expect((await publicClient.waitForTransactionReceipt({ hash })).status).toBe('success')
  expect(await publicClient.getBalance({ address: to })).toBe(parseEther('1.5'))
  await testClient.setBalance({ address: to, value: 7n })
  expect(await publicClient.getBalance({ address: to })).toBe(7n)
})

test('runs the test contracts', async () => {
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

test('each Anvil gets a free port, and the given chain id', async () => {
  const other = await startAnvil({ chainId: 10 })
  expect(other.url).not.toBe(url)
  expect([await other.publicClient.getChainId(), other.chain.id]).toEqual([10, 10])
  expect(chain.id).toBe(31337)
  await other.stop()
  await expect(other.publicClient.getChainId()).rejects.toThrow('HTTP request failed')
})

test('passes arguments on', async () => {
  const other = await startAnvil({ args: ['--balance', '7'] })
  expect(await other.publicClient.getBalance({ address: other.walletClient.account.address })).toBe(parseEther('7'))
  await other.stop()
})

test.each([
  ['--silent', '--silent'],
  ['--quiet', '--quiet'],
  ['-q', '-q'],
  // Anvil's short for `-q -f <url>`, and the URL may have a key in it.
  ['-qfhttps://rpc.example/key', '-q'],
])('refuses %s, with which Anvil does not print its address', async (arg, value) => {
  await expect(startAnvil({ args: ['--balance', '7', arg] })).rejects.toMatchObject({
    name: 'InvalidParameterError',
    parameter: 'args[2]',
    value,
    message: expect.stringContaining('Leave it out'),
  })
})

test('rejects with Anvil’s output if it does not start', async () => {
  const failed = startAnvil({ hardfork: 'atlantis' })
  await expect(failed).rejects.toBeInstanceOf(AnvilStartError)
  await expect(failed).rejects.toMatchObject({ code: 'ENDED', details: expect.stringContaining('Unknown hardfork') })
  await expect(startAnvil({ port: Number(new URL(url).port) })).rejects.toThrow('already in use')
})

test('says how to install Anvil if it is not found', async () => {
  await expect(startAnvil({ command: 'no-such-anvil' })).rejects.toMatchObject({
    name: 'AnvilStartError',
    code: 'NOT_FOUND',
    message: expect.stringContaining('npm i -D @foundry-rs/anvil'),
  })
  // A project without the package, on a machine without Foundry.
  vi.spyOn(process, 'cwd').mockReturnValue('/')
  vi.stubEnv('PATH', '')
  await expect(startAnvil()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test("stops npm's wrapper together with the Anvil that it started", async () => {
  const wrapped = await startAnvil({ command: root('node_modules/.bin/anvil') })
  expect(await wrapped.publicClient.getChainId()).toBe(31337)
  await wrapped.stop()
  await expect(wrapped.publicClient.getChainId()).rejects.toThrow('HTTP request failed')
})

import { rmSync, writeFileSync } from 'node:fs'
import { parseEther } from 'viem'
import type { PasskeyProvider } from 'viem-passkey-account/provider'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { run } from '../../../scripts/lib/run.ts'
import { tsc } from '../../../scripts/lib/tsc.ts'
import { permitToken } from '../../contracts/index.js'
import { snippetBelow } from '../../docs/loadSnippet.js'
import { openProvider } from '../openProvider.js'

// The functions of docs/eip-1193.md. web3's own types are not there for `npm run types`; the first test checks them.
type Receipt = { status: bigint; type: bigint; from: string; transactionHash: string }
type Web3 = {
  eth: {
    transactionPollingInterval: number
    getChainId(): Promise<bigint>
    sendTransaction(transaction: object): Promise<Receipt>
    signTransaction(transaction: object): Promise<{ raw: string }>
    sendSignedTransaction(raw: string): Promise<Receipt>
    sign(message: string, address: string): Promise<string>
  }
}
type Guide = {
  toWeb3(provider: PasskeyProvider): Web3
  connect(web3: Web3): Promise<string>
  signMessage(web3: Web3, address: string, message: string): Promise<string>
  signTypedData(web3: Web3, address: string, typedData: object): Promise<string>
  pay(web3: Web3, from: string, to: string): Promise<Receipt>
  deploy(web3: Web3, from: string, abi: readonly object[], bytecode: string): Promise<string>
  transfer(web3: Web3, from: string, token: string, to: string, amount: bigint): Promise<Receipt>
  switchChain(provider: PasskeyProvider, chainId: number): Promise<void>
  isDismissed(error: unknown): boolean
}

// Here, where web3 is installed.
const file = root('test/provider/web3/guide.ts')
writeFileSync(file, snippetBelow('docs/eip-1193.md', 'src/web3.ts'))
const anvil = await startAnvil()
const second = await startAnvil({ chainId: 5151 })
afterAll(async () => {
  rmSync(file)
  await anvil.stop()
  await second.stop()
})
const guide: Guide = await import(file)

const beef = '0x000000000000000000000000000000000000bEEF'
const typedData = {
  domain: { name: 'Mail', chainId: anvil.chain.id },
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'chainId', type: 'uint256' },
    ],
    Mail: [{ name: 'contents', type: 'string' }],
  },
  primaryType: 'Mail',
  message: { contents: 'hello' },
} as const

/** web3 over a provider that is connected. */
async function openWeb3() {
  const opened = await openProvider(anvil, { chains: [anvil.chain, second.chain] })
  await second.testClient.setBalance({ address: opened.account.address, value: parseEther('100') })
  const web3 = guide.toWeb3(opened.provider)
  web3.eth.transactionPollingInterval = 10
  const from = await guide.connect(web3)
  return { ...opened, web3, from }
}

test('docs/eip-1193.md: the functions compile with web3’s types', async () => {
  await run(process.execPath, [tsc, '--noEmit', '-p', 'test/provider/web3'])
})

test('connects, and signs messages and typed data', async () => {
  const { web3, from, account, prompts } = await openWeb3()
  expect({ from, prompts: prompts() }).toEqual({ from: account.address, prompts: 0 })
  for (const message of ['hello', 'ä', '0x12'])
    expect(await guide.signMessage(web3, from, message)).toBe(await account.signMessage({ message }))
  const domain = { ...typedData.domain, chainId: BigInt(anvil.chain.id) }
  expect(await guide.signTypedData(web3, from, typedData)).toBe(await account.signTypedData({ ...typedData, domain }))
  expect(prompts()).toBe(8)
})

test('sends transactions of both types, signs one, and waits', async () => {
  const { web3, from, prompts } = await openWeb3()
  expect(await guide.pay(web3, from, beef)).toMatchObject({ status: 1n, type: 2n })
  expect(await web3.eth.sendTransaction({ from, to: beef, type: 0 })).toMatchObject({ status: 1n, type: 0n })
  const legacy = { from, to: beef, type: 0, gas: 21_000, gasPrice: 2_000_000_000 }
  const { raw } = await web3.eth.signTransaction({ ...legacy, nonce: 2 })
  expect(prompts()).toBe(3)
  expect(await web3.eth.sendSignedTransaction(raw)).toMatchObject({ status: 1n, type: 0n })
  expect(prompts()).toBe(3)
})

test('an address in lower case is the account’s', async () => {
  const { web3, account } = await openWeb3()
  const from = account.address.toLowerCase()
  expect(await guide.pay(web3, from, beef)).toMatchObject({ status: 1n, from })
  expect(await guide.signMessage(web3, from, 'hi')).toBe(await account.signMessage({ message: 'hi' }))
})

test('deploys a contract and calls it; a call that would revert fails before the prompt', async () => {
  const { web3, from, prompts } = await openWeb3()
  const token = await guide.deploy(web3, from, permitToken.abi, permitToken.bytecode)
  expect(await guide.transfer(web3, from, token, beef, 0n)).toMatchObject({ status: 1n })
  expect(prompts()).toBe(2)
  await expect(guide.transfer(web3, from, token, beef, 1n)).rejects.toThrow()
  expect(prompts()).toBe(2)
})

test('switches the chain', async () => {
  const { web3, from, provider, account, prompts } = await openWeb3()
  await guide.switchChain(provider, second.chain.id)
  expect(await web3.eth.getChainId()).toBe(5151n)
  expect(prompts()).toBe(0)
  expect(await guide.pay(web3, from, beef)).toMatchObject({ status: 1n })
  const { address } = account
  expect(await second.publicClient.getTransactionCount({ address })).toBe(1)
  expect(await anvil.publicClient.getTransactionCount({ address })).toBe(0)
  await expect(guide.switchChain(provider, 7)).rejects.toMatchObject({ code: 4902 })
})

test('a dismissed prompt is 4001, and the next try works', async () => {
  const { web3, from, passkey } = await openWeb3()
  const token = await guide.deploy(web3, from, permitToken.abi, permitToken.bytecode)
  const actions = [
    () => guide.signMessage(web3, from, 'hi'),
    () => guide.signTypedData(web3, from, typedData),
    () => guide.pay(web3, from, beef),
    () => web3.eth.sendTransaction({ from, to: beef, type: 0 }),
    () => guide.deploy(web3, from, permitToken.abi, permitToken.bytecode),
    () => guide.transfer(web3, from, token, beef, 0n),
    () => web3.eth.signTransaction({ from, to: beef, gas: 21_000, gasPrice: 2_000_000_000, nonce: 99 }),
  ]
  for (const act of actions) {
    passkey.next('cancel')
    const error: unknown = await act().catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 4001 })
    expect(guide.isDismissed(error)).toBe(true)
    await act()
  }
})

test('eth_sign is refused', async () => {
  const { web3, from, prompts } = await openWeb3()
  await expect(web3.eth.sign('0x6869', from)).rejects.toMatchObject({ code: 4200 })
  expect(prompts()).toBe(0)
})

import {
  BrowserProvider,
  type InterfaceAbi,
  isError,
  type JsonRpcSigner,
  type TransactionReceipt,
  type TypedDataDomain,
  verifyMessage,
  verifyTypedData,
} from 'ethers'
import { parseEther } from 'viem'
import type { PasskeyProvider } from 'viem-passkey-account/provider'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { permitToken } from '../contracts/index.js'
import { loadSnippet } from '../docs/loadSnippet.js'
import { openProvider } from './openProvider.js'

// The functions of docs/eip-1193.md.
const guide = (await loadSnippet('docs/eip-1193.md', 'src/ethers.ts')) as {
  toEthers(provider: PasskeyProvider): BrowserProvider
  connect(ethers: BrowserProvider): Promise<JsonRpcSigner>
  signMessage(ethers: BrowserProvider, message: string): Promise<string>
  signMail(ethers: BrowserProvider, domain: TypedDataDomain, contents: string): Promise<string>
  pay(ethers: BrowserProvider, to: string): Promise<TransactionReceipt | null>
  deploy(ethers: BrowserProvider, abi: InterfaceAbi, bytecode: string): Promise<string>
  transfer(ethers: BrowserProvider, token: string, to: string, amount: bigint): Promise<TransactionReceipt | null>
  switchChain(ethers: BrowserProvider, chainId: number): Promise<void>
  isDismissed(error: unknown): boolean
}

// `wait` of ethers can miss the block of its transaction, and then waits for the next one.
const args = ['--mixed-mining', '--block-time', '1']
const anvil = await startAnvil({ args })
const second = await startAnvil({ args, chainId: 5151 })
afterAll(async () => {
  await anvil.stop()
  await second.stop()
})
const beef = '0x000000000000000000000000000000000000bEEF'
const abi: InterfaceAbi = JSON.stringify(permitToken.abi)
const domain = { name: 'Mail', version: '1', chainId: anvil.chain.id, verifyingContract: beef }
const types = { Mail: [{ name: 'contents', type: 'string' }] }

/** ethers over a provider that is connected. */
async function openEthers() {
  const opened = await openProvider(anvil, { chains: [anvil.chain, second.chain] })
  await second.testClient.setBalance({ address: opened.account.address, value: parseEther('100') })
  const ethers = guide.toEthers(opened.provider)
  ethers.pollingInterval = 10
  const signer = await guide.connect(ethers)
  return { ...opened, ethers, signer }
}

test('connects, and signs messages and typed data', async () => {
  const { ethers, signer, account, prompts } = await openEthers()
  expect(signer.address).toBe(account.address)
  expect((await ethers.getNetwork()).chainId).toBe(31337n)
  expect(prompts()).toBe(0)
  for (const message of ['hello', '', 'ä', '0x12'])
    expect(verifyMessage(message, await guide.signMessage(ethers, message))).toBe(account.address)
  const bytes = new Uint8Array([0, 255])
  expect(verifyMessage(bytes, await signer.signMessage(bytes))).toBe(account.address)
  const signature = await guide.signMail(ethers, domain, 'hello')
  expect(verifyTypedData(domain, types, { contents: 'hello' }, signature)).toBe(account.address)
  expect(prompts()).toBe(6)
})

test('sends transactions of both types, signs one, and waits', async () => {
  const { ethers, signer, account, prompts } = await openEthers()
  expect(await guide.pay(ethers, beef)).toMatchObject({ status: 1, type: 2, from: account.address, to: beef })
  const legacy = await signer.sendTransaction({ to: beef, type: 0, value: 1n })
  expect(await legacy.wait()).toMatchObject({ status: 1, type: 0 })
  const accessList = await signer.sendTransaction({ to: beef, type: 1, accessList: [] })
  expect(await accessList.wait()).toMatchObject({ status: 1, type: 1 })
  const raw = await signer.signTransaction({ to: beef, value: 2n })
  expect(prompts()).toBe(4)
  const sent = await ethers.broadcastTransaction(raw)
  expect(await sent.wait()).toMatchObject({ status: 1, from: account.address })
  expect(prompts()).toBe(4)
})

test('an address in lower case is the account’s', async () => {
  const { ethers, account } = await openEthers()
  const from = account.address.toLowerCase()
  const signer = await ethers.getSigner(from)
  expect(await (await signer.sendTransaction({ from, to: beef })).wait()).toMatchObject({ from: account.address })
  expect(await ethers.send('personal_sign', ['0x6869', from])).toBe(await account.signMessage({ message: 'hi' }))
  const hash = await ethers.send('eth_sendTransaction', [{ from, to: beef }])
  expect(await anvil.publicClient.waitForTransactionReceipt({ hash })).toMatchObject({ from })
})

test('deploys a contract and calls it; a call that would revert fails before the prompt', async () => {
  const { ethers, signer, account, prompts } = await openEthers()
  const token = await guide.deploy(ethers, abi, permitToken.bytecode)
  expect(await ethers.getCode(token)).not.toBe('0x')
  expect(await guide.transfer(ethers, token, beef, 0n)).toMatchObject({ status: 1, to: token })
  expect(prompts()).toBe(2)
  const error: unknown = await guide.transfer(ethers, token, beef, 1n).catch((thrown) => thrown)
  expect(isError(error, 'CALL_EXCEPTION') && error.data).toMatch(/^0xcf479181/)
  expect(prompts()).toBe(2)
  await expect(signer.sendTransaction({ to: beef, value: parseEther('1000') })).rejects.toThrow()
  expect(await ethers.getTransactionCount(account.address)).toBe(2)
})

test('switches the chain', async () => {
  const { provider, ethers, account, prompts } = await openEthers()
  await ethers.getNetwork()
  await guide.switchChain(ethers, second.chain.id)
  expect(await ethers.send('eth_chainId', [])).toBe('0x141f')
  // As the page says.
  for (const chainId of [31337n, 5151n]) expect((await ethers.getNetwork()).chainId).toBe(chainId)
  expect(prompts()).toBe(0)
  expect(await guide.pay(ethers, beef)).toMatchObject({ status: 1 })
  const { address } = account
  expect(await second.publicClient.getTransactionCount({ address })).toBe(1)
  expect(await anvil.publicClient.getTransactionCount({ address })).toBe(0)
  await expect(guide.switchChain(ethers, 7)).rejects.toMatchObject({ code: 'UNKNOWN_ERROR', error: { code: 4902 } })

  const strict = new BrowserProvider(provider)
  await strict.getNetwork()
  await guide.switchChain(ethers, anvil.chain.id)
  await expect(strict.getNetwork()).rejects.toMatchObject({ code: 'NETWORK_ERROR' })
})

test('a dismissed prompt is ACTION_REJECTED, and the next try works', async () => {
  const { ethers, signer, passkey } = await openEthers()
  const token = await guide.deploy(ethers, abi, permitToken.bytecode)
  const actions: [string, () => Promise<unknown>][] = [
    ['signMessage', () => guide.signMessage(ethers, 'hi')],
    ['signTypedData', () => guide.signMail(ethers, domain, 'hi')],
    ['sendTransaction', () => guide.pay(ethers, beef)],
    ['sendTransaction', () => signer.sendTransaction({ to: beef, type: 0 })],
    ['sendTransaction', () => guide.deploy(ethers, abi, permitToken.bytecode)],
    ['sendTransaction', () => guide.transfer(ethers, token, beef, 0n)],
    ['signTransaction', () => signer.signTransaction({ to: beef })],
  ]
  for (const [action, run] of actions) {
    passkey.next('cancel')
    const error: unknown = await run().catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'ACTION_REJECTED', action, reason: 'rejected' })
    expect(guide.isDismissed(error)).toBe(true)
    await run()
  }
})

test('what the page says ethers cannot do', async () => {
  const { signer, provider, account, prompts } = await openEthers()
  await expect(signer._legacySignMessage('hi')).rejects.toMatchObject({ error: { code: 4200 } })
  expect(() => signer.authorize({ address: beef })).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OPERATION' }))
  expect(prompts()).toBe(0)
  expect(await provider.getClient().signAuthorization({ contractAddress: beef, account })).toMatchObject({ nonce: 0 })
})

import type { TransactionLike, TransactionRequest, TypedDataDomain, TypedDataField } from 'ethers'
import { AbstractSigner, JsonRpcProvider, type Provider, Transaction, TypedDataEncoder, Wallet } from 'ethers'
import { BigNumber, ethers as ethers5 } from 'ethers-5'
import { type Hex, isHex, type LocalAccount, parseEther, parseTransaction, type TypedDataDefinition } from 'viem'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'

// ethers has signers for keys and providers alone. An app that keeps to ethers wraps the account.

const privateKey = `0x${'37'.repeat(32)}` as const
// `wait` of ethers can miss the block of its transaction, and then waits for the next one.
const anvil = await startAnvil({ args: ['--mixed-mining', '--block-time', '1'] })
const { account, close, prompts, signWithBoth } = await openAccountPair(privateKey)
afterAll(async () => {
  await close()
  await anvil.stop()
})

const toMessage = (message: string | ArrayLike<number>) =>
  typeof message === 'string' ? message : { raw: Uint8Array.from(message) }
const toTypedData = (domain: object, types: Record<string, TypedDataField[]>, message: object) =>
  ({ domain, types, primaryType: TypedDataEncoder.getPrimaryType(types), message }) as unknown as TypedDataDefinition
const toTransaction = (unsigned: string) => parseTransaction(isHex(unsigned) ? unsigned : expect.fail())

class AccountSigner extends AbstractSigner {
  readonly account: LocalAccount
  constructor(account: LocalAccount, provider: Provider | null = null) {
    super(provider)
    this.account = account
  }
  connect(provider: Provider | null): AccountSigner {
    return new AccountSigner(this.account, provider)
  }
  async getAddress(): Promise<string> {
    return this.account.address
  }
  signMessage(message: string | Uint8Array): Promise<Hex> {
    return this.account.signMessage({ message: toMessage(message) })
  }
  signTypedData(domain: TypedDataDomain, types: Record<string, TypedDataField[]>, value: object): Promise<Hex> {
    return this.account.signTypedData(toTypedData(domain, types, value))
  }
  async signTransaction(request: TransactionRequest): Promise<Hex> {
    const { unsignedSerialized } = Transaction.from(request as TransactionLike<string>)
    return this.account.signTransaction(toTransaction(unsignedSerialized))
  }
}

class AccountSigner5 extends ethers5.Signer {
  readonly account: LocalAccount
  constructor(account: LocalAccount) {
    super()
    this.account = account
  }
  connect(): AccountSigner5 {
    return this
  }
  async getAddress(): Promise<string> {
    return this.account.address
  }
  signMessage(message: string | ArrayLike<number>): Promise<Hex> {
    return this.account.signMessage({ message: toMessage(message) })
  }
  _signTypedData(domain: object, types: Record<string, TypedDataField[]>, value: object): Promise<Hex> {
    return this.account.signTypedData(toTypedData(domain, types, value))
  }
  signTransaction(request: object): Promise<Hex> {
    return this.account.signTransaction(toTransaction(ethers5.utils.serializeTransaction(request)))
  }
}

const to = '0x000000000000000000000000000000000000bEEF'
const domain = { name: 'Shop', version: '1', chainId: 1, verifyingContract: to }
const types = {
  Order: [
    { name: 'price', type: 'uint256' },
    { name: 'deltas', type: 'int8[]' },
    { name: 'items', type: 'Item[2]' },
    { name: 'salt', type: 'bytes32' },
    { name: 'note', type: 'bytes' },
  ],
  Item: [
    { name: 'label', type: 'string' },
    { name: 'paid', type: 'bool' },
  ],
}
const items = [
  { label: 'a lamp ☃', paid: true },
  { label: '', paid: false },
]
const order = { price: 2n ** 255n, deltas: [-1, '-5', 7n], items, salt: `0x${'ab'.repeat(32)}`, note: '0x00ff' }
const order5 = { ...order, price: BigNumber.from(2).pow(255), deltas: [-1, '-5', BigNumber.from(7)] }
const fees = { maxFeePerGas: 9_000_000_000n, maxPriorityFeePerGas: 1n }
const request = { to, chainId: 1, nonce: 3, gasLimit: 50_000n, value: 5n, data: '0x1234' }

describe('ethers 6', () => {
  const wallet = new Wallet(privateKey)
  const signatures: Record<string, (signer: AbstractSigner) => Promise<string>> = {
    'a message': (signer) => signer.signMessage('hello ☃'),
    bytes: (signer) => signer.signMessage(new Uint8Array([0, 255, 128])),
    'typed data': (signer) => signer.signTypedData(domain, types, order),
    'typed data without a domain': (signer) => signer.signTypedData({}, types, order),
    'a legacy transaction': (signer) => signer.signTransaction({ ...request, type: 0, gasPrice: 9n }),
    'an EIP-2930 transaction': (signer) =>
      signer.signTransaction({ ...request, type: 1, gasPrice: 9n, accessList: [{ address: to, storageKeys: [] }] }),
    'an EIP-1559 transaction': (signer) => signer.signTransaction({ ...request, type: 2, ...fees }),
    'a deployment': (signer) => signer.signTransaction({ ...request, to: null, type: 2, ...fees }),
  }
  test.each(Object.entries(signatures))('%s', async (_, sign) => {
    const signed = await signWithBoth((account) => sign(new AccountSigner(account)))
    expect(signed).toBe(await sign(wallet))
  })

  test('Anvil mines what it sends', async () => {
    await anvil.testClient.setBalance({ address: account.address, value: parseEther('1') })
    const provider = new JsonRpcProvider(anvil.url, undefined, { staticNetwork: true, pollingInterval: 20 })
    const before = prompts()
    const response = await new AccountSigner(account, provider).sendTransaction({ to, value: 5n })
    expect((await response.wait())?.status).toBe(1)
    expect(prompts() - before).toBe(1)
    provider.destroy()
  })
})

describe('ethers 5', () => {
  const wallet = new ethers5.Wallet(privateKey)
  const signatures: Record<string, (signer: AccountSigner5 | typeof wallet) => Promise<string>> = {
    'a message': (signer) => signer.signMessage('hello ☃'),
    bytes: (signer) => signer.signMessage([0, 255, 128]),
    'typed data': (signer) => signer._signTypedData(domain, types, order5),
    'a legacy transaction': (signer) => signer.signTransaction({ ...request, type: 0, gasPrice: BigNumber.from(9) }),
    'an EIP-1559 transaction': (signer) => signer.signTransaction({ ...request, type: 2, ...fees }),
  }
  test.each(Object.entries(signatures))('%s', async (_, sign) => {
    const signed = await signWithBoth((account) => sign(new AccountSigner5(account)))
    expect(signed).toBe(await sign(wallet))
  })
})

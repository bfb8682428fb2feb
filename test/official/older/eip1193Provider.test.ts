import { createPublicClient, createWalletClient, custom, hashMessage, isHash, numberToHex, parseEther } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { ethereumAccount, keyPair, textAt } from '../../signer/testClient.js'
import { createClients, type HttpClient, requireFrom } from './loadPackages.js'

// `@turnkey/eip-1193-provider` on the `@turnkey/http` of its year: a wallet’s accounts, for libraries that take a provider.

type Provider = {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>
  on(event: string, listener: (value: unknown) => void): unknown
}
type CreateProvider = (parameters: {
  walletId: string
  organizationId: string
  turnkeyClient: HttpClient
  chains: readonly object[]
}) => Promise<Provider>
const { createEIP1193Provider }: { createEIP1193Provider: CreateProvider } =
  requireFrom('2024')('@turnkey/eip-1193-provider')

const anvil = await startAnvil()
const signer = await createLocalSigner()
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
  await anvil.stop()
})
const { organizationId } = signer
const turnkeyClient = createClients('2024', url).httpClient(signer.apiKey)

const made = await turnkeyClient.createWallet({
  type: 'ACTIVITY_TYPE_CREATE_WALLET',
  timestampMs: String(Date.now()),
  organizationId,
  parameters: { walletName: 'Wallet', accounts: [ethereumAccount] },
})
const walletId = textAt(made, 'activity.result.createWalletResult.walletId')
const address = textAt(made, 'activity.result.createWalletResult.addresses.0')
const chain = {
  chainName: 'Anvil',
  chainId: numberToHex(anvil.chain.id),
  rpcUrls: [anvil.url],
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
}
const provider = await createEIP1193Provider({ walletId, organizationId, turnkeyClient, chains: [chain] })

test('it connects to the accounts of the wallet', async () => {
  expect(await provider.request({ method: 'eth_requestAccounts' })).toEqual([address])
  expect(await provider.request({ method: 'eth_accounts' })).toEqual([address])
})

// The provider signs these 32 bytes as a digest, which `personal_sign` does not mean.
test('its signatures are those of viem with the same key', async () => {
  const privateKey = `0x${'26'.repeat(32)}` as const
  const local = privateKeyToAccount(privateKey)
  await signer.importPrivateKey({ organizationId, privateKey })
  const hash = hashMessage('hello')
  const expected = await local.signMessage({ message: 'hello' })
  expect(await provider.request({ method: 'personal_sign', params: [hash, local.address] })).toBe(expected)
  expect(await provider.request({ method: 'eth_sign', params: [local.address, hash] })).toBe(expected)
  const order = {
    domain: { name: 'Shop', version: '1', chainId: 1 },
    types: { Order: [{ name: 'amount', type: 'uint256' }] },
    primaryType: 'Order',
    message: { amount: 5n },
  } as const
  const typed = await provider.request({ method: 'eth_signTypedData_v4', params: [local.address, order] })
  expect(typed).toBe(await local.signTypedData(order))
  const transaction = {
    from: local.address,
    to: local.address,
    chainId: '0x1',
    type: '0x2',
    nonce: '0x3',
    gas: '0x5208',
    value: '0x5',
    maxFeePerGas: '0x9',
    maxPriorityFeePerGas: '0x1',
  }
  expect(await provider.request({ method: 'eth_signTransaction', params: [transaction] })).toBe(
    await local.signTransaction({
      to: local.address,
      chainId: 1,
      nonce: 3,
      gas: 21_000n,
      value: 5n,
      maxFeePerGas: 9n,
      maxPriorityFeePerGas: 1n,
    }),
  )
})

test('viem sends a transaction through it, which Anvil mines', async () => {
  const account = privateKeyToAccount(`0x${'27'.repeat(32)}`).address
  const [from] = await createWalletClient({ transport: custom(provider) }).getAddresses()
  await anvil.testClient.setBalance({ address: from ?? expect.fail(), value: parseEther('1') })
  const params = [
    {
      from,
      to: account,
      chainId: numberToHex(anvil.chain.id),
      nonce: '0x0',
      gas: '0x5208',
      value: '0x7',
      maxFeePerGas: numberToHex(10n ** 10n),
    },
  ]
  const hash = String(await provider.request({ method: 'eth_sendTransaction', params }))
  await anvil.publicClient.waitForTransactionReceipt({ hash: isHash(hash) ? hash : expect.fail() })
  const client = createPublicClient({ transport: custom(provider) })
  expect(await client.getBalance({ address: account })).toBe(7n)
})

test('what the signer refuses reaches the caller, and what it does not find disconnects', async () => {
  const stranger = createClients('2024', url).httpClient(keyPair())
  const parameters = { walletId, organizationId, chains: [chain] }
  const strangers = await createEIP1193Provider({ ...parameters, turnkeyClient: stranger })
  const accounts = { method: 'eth_requestAccounts' }
  await expect(strangers.request(accounts)).rejects.toMatchObject({ name: 'TurnkeyRequestError', code: 16 })
  const gone = await createEIP1193Provider({ ...parameters, walletId: organizationId, turnkeyClient })
  const disconnected = new Promise((resolve) => gone.on('disconnect', resolve))
  await expect(gone.request(accounts)).rejects.toMatchObject({ name: 'ProviderDisconnectedError' })
  expect(await disconnected).toMatchObject({ code: 4900 })
})

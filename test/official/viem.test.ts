import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { TurnkeyClient } from '@turnkey/http'
import { Turnkey } from '@turnkey/sdk-server'
import { createAccount } from '@turnkey/viem'
import {
  createWalletClient,
  encodeFunctionData,
  http,
  parseEther,
  parseGwei,
  stringToHex,
  toBlobs,
  verifyMessage,
} from 'viem'
import { apiKeyStamper, createPasskeyAccount, createSignerClient } from 'viem-passkey-account'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { delegate } from '../contracts/index.js'
import { kzg } from '../harness/kzg.js'

// `@turnkey/viem` as it comes from npm, on the two clients that a server gives it.

const anvil = await startAnvil()
const { chain, publicClient, testClient, walletClient: funder } = anvil
const signer = await createLocalSigner({ faults: true })
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
  await anvil.stop()
})
const { organizationId } = signer
const { publicKey: apiPublicKey, privateKey: apiPrivateKey } = signer.apiKey

type Client = Parameters<typeof createAccount>[0]['client']
const httpClient = new TurnkeyClient({ baseUrl: url }, new ApiKeyStamper({ apiPublicKey, apiPrivateKey }))
const clients: Record<string, Client> = {
  // `@turnkey/viem` brings an older `@turnkey/http` along, and its declarations take that class alone.
  '@turnkey/http': httpClient as unknown as Client,
  '@turnkey/sdk-server': new Turnkey({
    apiBaseUrl: url,
    apiPublicKey,
    apiPrivateKey,
    defaultOrganizationId: organizationId,
    activityPoller: { intervalMs: 1, numRetries: 1 },
  }).apiClient(),
}

describe.each(Object.entries(clients))('@turnkey/viem with %s', async (name, client) => {
  const { address, privateKeyId } = await signer.importPrivateKey({
    organizationId,
    privateKey: name === '@turnkey/http' ? `0x${'11'.repeat(32)}` : `0x${'22'.repeat(32)}`,
  })
  await testClient.setBalance({ address, value: parseEther('10') })
  const account = await createAccount({ client, organizationId, signWith: address })
  const transport = http(anvil.url, { timeout: 60_000 })
  const wallet = createWalletClient({ account, chain, transport, pollingInterval: 20 })
  const to = '0x000000000000000000000000000000000000beef'
  const mined = async (hash: `0x${string}`) => {
    const receipt = await publicClient.waitForTransactionReceipt({ hash })
    expect(receipt.status).toBe('success')
    return receipt
  }

  test('an id of a private key is resolved to its address', async () => {
    expect(await createAccount({ client, organizationId, signWith: privateKeyId })).toMatchObject({ address })
  })

  test('messages and typed data, the same as this package’s account signs', async () => {
    const own = createPasskeyAccount({
      client: createSignerClient({ url, stamper: apiKeyStamper(signer.apiKey) }),
      organizationId,
      address,
    })
    const signature = await wallet.signMessage({ message: 'hello ☃' })
    expect(await verifyMessage({ address, message: 'hello ☃', signature })).toBe(true)
    expect(await own.signMessage({ message: 'hello ☃' })).toBe(signature)
    const order = {
      domain: { name: 'Shop', version: '1', chainId: chain.id, verifyingContract: to },
      types: { Order: [{ name: 'amount', type: 'uint256' }] },
      primaryType: 'Order',
      message: { amount: 2n ** 255n },
    } as const
    expect(await wallet.signTypedData(order)).toBe(await own.signTypedData(order))
  })

  test.each([
    { type: 'legacy', gasPrice: parseGwei('3') },
    { type: 'eip2930', gasPrice: parseGwei('3'), accessList: [{ address: to, storageKeys: [] }] },
    { type: 'eip1559', maxFeePerGas: parseGwei('5'), maxPriorityFeePerGas: parseGwei('1') },
  ] as const)('Anvil mines $type', async (transaction) => {
    await mined(await wallet.sendTransaction({ ...transaction, to, value: 7n, data: '0x1234' }))
  })

  test('Anvil mines a blob', async () => {
    const blobs = toBlobs({ data: stringToHex('a blob') })
    await mined(await wallet.sendTransaction({ blobs, kzg, to, maxFeePerBlobGas: parseGwei('30') }))
  })

  test('Anvil mines an authorization', async () => {
    const { abi, bytecode } = delegate
    const { contractAddress } = await mined(await funder.deployContract({ abi, bytecode }))
    const delegated = contractAddress ?? expect.fail('not deployed')
    const authorization = await wallet.signAuthorization({ contractAddress: delegated, executor: 'self' })
    const data = encodeFunctionData({ abi, functionName: 'execute', args: [[{ to, value: 1n, data: '0x' }]] })
    await mined(await wallet.sendTransaction({ authorizationList: [authorization], to: address, data }))
    expect(await publicClient.getCode({ address })).toBe(`0xef0100${delegated.slice(2)}`)
  })

  test('waiting for approval is a separate error', async () => {
    signer.addFault({ kind: 'consensus' })
    const signing = account.signMessage({ message: 'wait' })
    await expect(signing).rejects.toMatchObject({ name: 'TurnkeyConsensusNeededError' })
  })
})

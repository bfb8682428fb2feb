import {
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  parseEther,
  parseEventLogs,
  parseGwei,
  parseSignature,
  parseTransaction,
  recoverAddress,
  recoverTransactionAddress,
  stringToHex,
  type TransactionReceipt,
  toBlobs,
  toHex,
} from 'viem'
import { createSiweMessage, generateSiweNonce } from 'viem/siwe'
import { hashAuthorization } from 'viem/utils'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { delegate, permitToken, typedDataVerifier } from '../contracts/index.js'
import { kzg } from '../harness/kzg.js'
import { mined as waitUntilMined } from '../harness/mined.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain, publicClient, walletClient: funder } = anvil

const mined = (hash: Hex): Promise<TransactionReceipt> => waitUntilMined(publicClient, hash)

async function deployed(hash: Hex): Promise<Hex> {
  const { contractAddress } = await mined(hash)
  if (!contractAddress) throw new Error('nothing was deployed')
  return contractAddress
}

describe.each(['in process', 'over HTTP'])('with the signer %s', async (way) => {
  const { account, close, prompts } = await createTestWallet({ http: way === 'over HTTP' })
  afterAll(close)
  const { address } = account
  // The first blob that Anvil sees makes it load the trusted setup, for seconds.
  const transport = http(anvil.url, { timeout: 60_000 })
  const wallet = createWalletClient({ account, chain, transport, pollingInterval: 20 })
  const to = '0x000000000000000000000000000000000000beef'
  await mined(await funder.sendTransaction({ to: address, value: parseEther('10') }))

  let before: number
  beforeEach(() => {
    before = prompts()
  })
  /** Counts from the beginning of the test. */
  const prompted = (): number => prompts() - before

  test('a signed message verifies on chain and off chain', async () => {
    for (const message of ['hello', { raw: '0x00ff' }, { raw: new Uint8Array(32) }] as const) {
      const signature = await wallet.signMessage({ message })
      expect(await publicClient.verifyMessage({ address, message, signature })).toBe(true)
      const other = await publicClient.verifyMessage({ address, message: 'something else', signature })
      expect(other).toBe(false)
    }
    expect(prompted()).toBe(3)
  })

  test('a Sign-In with Ethereum message verifies', async () => {
    const nonce = generateSiweNonce()
    const message = createSiweMessage({
      address,
      chainId: chain.id,
      domain: 'example.com',
      nonce,
      uri: 'https://example.com/login',
      version: '1',
      statement: 'Sign in with a passkey.',
    })
    const signature = await wallet.signMessage({ message })
    expect(await publicClient.verifySiweMessage({ message, signature, domain: 'example.com', nonce })).toBe(true)
    expect(await publicClient.verifySiweMessage({ message, signature, domain: 'example.org', nonce })).toBe(false)
    expect(prompted()).toBe(1)
  })

  test('a contract recovers the signer of typed data with every kind of field', async () => {
    const { abi, bytecode } = typedDataVerifier
    const verifier = { abi, address: await deployed(await funder.deployContract({ abi, bytecode })) } as const
    const order = {
      maker: { name: 'Anna ☃', wallets: [address, to] },
      items: [
        { id: keccak256('0x01'), amount: 2n ** 255n + 1n, discount: -5n },
        { id: keccak256('0x02'), amount: 0n, discount: -(2n ** 63n) },
      ],
      note: '0xdeadbeef',
      urgent: true,
    } as const
    const typedData = {
      domain: {
        name: 'TypedDataVerifier',
        version: '1',
        chainId: chain.id,
        verifyingContract: verifier.address,
        salt: await publicClient.readContract({ ...verifier, functionName: 'SALT' }),
      },
      types: {
        Order: [
          { name: 'maker', type: 'Party' },
          { name: 'items', type: 'Item[]' },
          { name: 'note', type: 'bytes' },
          { name: 'urgent', type: 'bool' },
        ],
        Item: [
          { name: 'id', type: 'bytes32' },
          { name: 'amount', type: 'uint256' },
          { name: 'discount', type: 'int64' },
        ],
        Party: [
          { name: 'name', type: 'string' },
          { name: 'wallets', type: 'address[]' },
        ],
      },
      primaryType: 'Order',
      message: order,
    } as const
    const signature = await wallet.signTypedData(typedData)
    const recover = (signature: Hex): Promise<Hex> =>
      publicClient.readContract({ ...verifier, functionName: 'recover', args: [order, signature] })
    expect(await recover(signature)).toBe(address)
    expect(await publicClient.verifyTypedData({ ...typedData, address, signature })).toBe(true)
    expect(prompted()).toBe(1)
    expect(await recover(await wallet.signTypedData({ ...typedData, domain: { name: 'Another' } }))).not.toBe(address)
  })

  test('a token accepts the permit', async () => {
    const { abi, bytecode } = permitToken
    const token = { abi, address: await deployed(await wallet.deployContract({ abi, bytecode })) } as const
    await mined(await wallet.writeContract({ ...token, functionName: 'mint', args: [address, 100n] }))
    expect(await publicClient.readContract({ ...token, functionName: 'balanceOf', args: [address] })).toBe(100n)
    expect(prompted()).toBe(2)

    const spender = funder.account.address
    const deadline = (await publicClient.getBlock()).timestamp + 3600n
    const signature = await wallet.signTypedData({
      domain: { name: 'Permit Token', version: '1', chainId: chain.id, verifyingContract: token.address },
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
      message: { owner: address, spender, value: 60n, nonce: 0n, deadline },
    })
    expect(prompted()).toBe(3)
    const { r, s, yParity } = parseSignature(signature)
    const args = [address, spender, 60n, deadline, 27 + yParity, r, s] as const
    await mined(await funder.writeContract({ ...token, functionName: 'permit', args }))
    await mined(await funder.writeContract({ ...token, functionName: 'transferFrom', args: [address, spender, 60n] }))
    expect(await publicClient.readContract({ ...token, functionName: 'balanceOf', args: [spender] })).toBe(60n)
  })

  test.each([
    { type: 'legacy', gasPrice: parseGwei('3') },
    { type: 'eip2930', gasPrice: parseGwei('3'), accessList: [{ address: to, storageKeys: [keccak256('0x')] }] },
    { type: 'eip1559', maxFeePerGas: parseGwei('5'), maxPriorityFeePerGas: parseGwei('1') },
  ] as const)('Anvil mines $type', async (transaction) => {
    const balance = await publicClient.getBalance({ address: to })
    const hash = await wallet.sendTransaction({ ...transaction, to, value: 7n, data: '0x1234' })
    await mined(hash)
    const sent = await publicClient.getTransaction({ hash })
    expect(sent).toMatchObject({ ...transaction, from: address.toLowerCase(), value: 7n, input: '0x1234' })
    expect(await publicClient.getBalance({ address: to })).toBe(balance + 7n)
    expect(prompted()).toBe(1)
  })

  test('Anvil mines a legacy transaction without EIP-155', async () => {
    const nonce = await publicClient.getTransactionCount({ address })
    const fields = { nonce, gas: 21_000n, gasPrice: parseGwei('3'), to, value: 1n } as const
    const serializedTransaction = await account.signTransaction({ type: 'legacy', ...fields })
    expect(parseTransaction(serializedTransaction)).not.toHaveProperty('chainId')
    await mined(await publicClient.sendRawTransaction({ serializedTransaction }))
    expect(prompted()).toBe(1)
  })

  test('Anvil mines a blob', async () => {
    const blobs = toBlobs({ data: stringToHex('a blob, signed with a passkey') })
    const hash = await wallet.sendTransaction({ blobs, kzg, to, maxFeePerBlobGas: parseGwei('30') })
    const { blobGasUsed } = await mined(hash)
    expect(blobGasUsed).toBe(131_072n)
    expect(await publicClient.getTransaction({ hash })).toMatchObject({ type: 'eip4844' })
    expect(prompted()).toBe(1)
  })

  test('the account delegates its own code, and executes a batch with it', async () => {
    const { abi, bytecode } = delegate
    const contractAddress = await deployed(await funder.deployContract({ abi, bytecode }))
    const authorization = await wallet.signAuthorization({ contractAddress, executor: 'self' })
    expect(await recoverAddress({ hash: hashAuthorization(authorization), signature: authorization })).toBe(address)
    expect(prompted()).toBe(1)

    const recipients = [keccak256(toHex(`${way} 1`)), keccak256(toHex(`${way} 2`))].map(
      (hash): Hex => `0x${hash.slice(26)}`,
    )
    const calls = recipients.map((to, index) => ({ to, value: BigInt(index + 1), data: '0x' as const }))
    const hash = await wallet.sendTransaction({
      authorizationList: [authorization],
      to: address,
      data: encodeFunctionData({ abi, functionName: 'execute', args: [calls] }),
    })
    const { logs } = await mined(hash)
    expect(await publicClient.getTransaction({ hash })).toMatchObject({ type: 'eip7702' })
    expect(parseEventLogs({ abi, logs })).toMatchObject([
      { address: address.toLowerCase(), eventName: 'Executed', args: { account: address, calls: 2n } },
    ])
    expect(await publicClient.getCode({ address })).toBe(`0xef0100${contractAddress.slice(2)}`)
    expect(await Promise.all(recipients.map((address) => publicClient.getBalance({ address })))).toEqual([1n, 2n])
    expect(prompted()).toBe(2)
  })

  test('a prepared transaction is signed unchanged, and anyone can send it', async () => {
    const request = await wallet.prepareTransactionRequest({ to, value: 1n })
    expect(prompted()).toBe(0)
    const serializedTransaction = await wallet.signTransaction(request)
    expect(prompted()).toBe(1)
    expect(await recoverTransactionAddress({ serializedTransaction })).toBe(address)
    const { to: sentTo, value, nonce } = parseTransaction(serializedTransaction)
    expect({ to: sentTo, value, nonce }).toEqual({ to: to.toLowerCase(), value: 1n, nonce: request.nonce })
    await mined(await publicClient.sendRawTransaction({ serializedTransaction }))
  })
})

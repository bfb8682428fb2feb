import { createWalletClient, custom, parseGwei, stringToHex, toBlobs } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { mainnet } from 'viem/chains'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, describe, expect, test } from 'vitest'
import { kzg } from '../../harness/kzg.js'
import { createClients, loadPackages, versionOf, years } from './loadPackages.js'

// `@turnkey/viem` on the two clients of its year. What it signs is what viem's own account signs with the same key.

const signer = await createLocalSigner({ faults: true })
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const { organizationId, apiKey } = signer
const to = '0x000000000000000000000000000000000000beef'

describe.each(
  years.flatMap((year) => {
    const { httpClient, serverClient } = createClients(year, url)
    const version = versionOf(year, '@turnkey/viem')
    return [
      { year, version, name: '@turnkey/http', client: httpClient(apiKey) },
      { year, version, name: '@turnkey/sdk-server', client: serverClient(apiKey, organizationId) },
    ] as const
  }),
)('version $version with $name', async ({ year, name, client }) => {
  const { viem } = loadPackages(year)
  const privateKey =
    `0x${year === '2024' ? '24' : '25'}${name === '@turnkey/http' ? '01' : '02'}${'00'.repeat(29)}03` as const
  const { address, privateKeyId } = await signer.importPrivateKey({ organizationId, privateKey })
  const local = privateKeyToAccount(privateKey)
  const account = await viem.createAccount({ client, organizationId, signWith: address })

  test('an id of a private key is resolved to its address', async () => {
    expect(await viem.createAccount({ client, organizationId, signWith: privateKeyId })).toMatchObject({ address })
  })

  test('with an id and an address it sends no query', async () => {
    const parameters = { client, organizationId, signWith: privateKeyId, ethereumAddress: address }
    const known = viem.createAccountWithAddress(parameters)
    expect(await known.signMessage({ message: 'hello' })).toBe(await local.signMessage({ message: 'hello' }))
  })

  test.each(['hello ☃', { raw: '0x00ff' }] as const)('the message %j', async (message) => {
    expect(await account.signMessage({ message })).toBe(await local.signMessage({ message }))
  })

  test('typed data', async () => {
    const order = {
      domain: { name: 'Shop', version: '1', chainId: 1, verifyingContract: to },
      types: {
        Item: [{ name: 'label', type: 'string' }],
        Order: [
          { name: 'amount', type: 'uint256' },
          { name: 'items', type: 'Item[]' },
        ],
      },
      primaryType: 'Order',
      message: { amount: 2n ** 255n, items: [{ label: 'lamp' }] },
    } as const
    // Through a wallet client, which completes the types: 0.14.9 sends a domain only if its type is among them.
    const request = () => expect.fail('There is no chain.')
    const wallet = createWalletClient({ account, chain: mainnet, transport: custom({ request }) })
    expect(await wallet.signTypedData(order)).toBe(await local.signTypedData(order))
    const { domain, ...rest } = order
    const alone = year === '2025' ? { ...rest, domain: {} } : { ...rest, domain }
    expect(await account.signTypedData(order)).toBe(await local.signTypedData(alone))
  })

  const fees = { maxFeePerGas: parseGwei('5'), maxPriorityFeePerGas: parseGwei('1') }
  test.each([
    { type: 'legacy', gasPrice: parseGwei('3') },
    { type: 'eip2930', gasPrice: parseGwei('3'), accessList: [{ address: to, storageKeys: [] }] },
    { type: 'eip1559', ...fees },
  ] as const)('a transaction of type $type', async (fields) => {
    const transaction = { ...fields, chainId: 1, nonce: 7, gas: 50_000n, to, value: 7n, data: '0x1234' } as const
    expect(await account.signTransaction(transaction)).toBe(await local.signTransaction(transaction))
  })

  test('a blob, except by 0.6, which sends it with the transaction', async () => {
    const blobs = toBlobs({ data: stringToHex('a blob') })
    const transaction = { type: 'eip4844', ...fees, maxFeePerBlobGas: 9n, blobs, kzg, chainId: 1, to } as const
    const signing = account.signTransaction(transaction)
    if (year === '2024') await expect(signing).rejects.toThrow('Failed to sign: Turnkey error 3: failed to parse')
    else expect(await signing).toBe(await local.signTransaction(transaction))
  })

  test('an authorization, except by 0.6, which has no such method', async () => {
    if (year === '2024') return expect(account.signAuthorization).toBeUndefined()
    const authorization = { address: to, chainId: 1, nonce: 0 } as const
    const asHex = { ...authorization, to: 'hex' } as const
    expect(await account.signAuthorization?.(asHex)).toBe(await local.signAuthorization(asHex))
    // In an object, 0.14.9 writes 0x twice.
    const { r, s } = await local.signAuthorization(authorization)
    expect(await account.signAuthorization?.(authorization)).toMatchObject({ r: `0x${r}`, s: `0x${s}` })
  })

  test('waiting for approval and failing are two errors', async () => {
    const sign = (kind: 'consensus' | 'failed' | 'rejected') => {
      signer.addFault({ kind })
      return account.signMessage({ message: kind }).catch((error: unknown) => error)
    }
    const waiting = await sign('consensus')
    expect(waiting).toMatchObject({ name: 'TurnkeyConsensusNeededError', activityId: expect.any(String) })
    expect(viem.isTurnkeyActivityConsensusNeededError(waiting)).toBeTruthy()
    for (const kind of ['failed', 'rejected'] as const) {
      const error = await sign(kind)
      expect(error).toMatchObject({ name: 'TurnkeyActivityError' })
      expect(viem.isTurnkeyActivityError(error)).toBeTruthy()
    }
  })

  test('what the signer refuses is in the error', async () => {
    const foreign = await viem.createAccount({ client, organizationId, signWith: to })
    await expect(foreign.signMessage({ message: 'hello' })).rejects.toThrow(/Failed to sign: Turnkey error 5: /)
  })
})

import { createPublicClient, type Hex, http, type LocalAccount, parseEther } from 'viem'
import {
  type SmartAccount,
  toCoinbaseSmartAccount,
  toSimple7702SmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import type { PrivateKeyAccount } from 'viem/accounts'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { account, local, prompts, close } = await openAccountPair(
  '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
)
afterAll(close)
const client = createPublicClient({ chain: anvil.chain, transport: http(anvil.url) })

const typedData = {
  domain: { name: 'Shop', version: '1', chainId: anvil.chain.id },
  types: {
    Order: [
      { name: 'item', type: 'string' },
      { name: 'price', type: 'uint256' },
    ],
  },
  primaryType: 'Order',
  message: { item: 'A lamp', price: parseEther('1') },
} as const
const operation = {
  nonce: 0n,
  callData: '0xdeadbeef',
  callGasLimit: 100_000n,
  verificationGasLimit: 200_000n,
  preVerificationGas: 50_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
} as const

const kinds: Record<string, { open: (owner: LocalAccount) => Promise<SmartAccount>; operation: object }> = {
  toCoinbaseSmartAccount: {
    open: (owner) =>
      toCoinbaseSmartAccount({
        client,
        owners: [owner],
        version: '1.1',
        // Its factory, which would compute the address, is not on this chain.
        address: '0x00000000000000000000000000000000000c0de1',
      }),
    operation: { ...operation, initCode: '0x', paymasterAndData: '0x' },
  },
  toSimple7702SmartAccount: {
    // viem asks for an account of a private key, and uses what every local account has.
    open: (owner) => toSimple7702SmartAccount({ client, owner: owner as PrivateKeyAccount }),
    operation,
  },
}

describe.each(Object.entries(kinds))('as owner of %s', (_, { open, operation }) => {
  const signatures: Record<string, (smart: SmartAccount) => Promise<Hex>> = {
    'a message': (smart) => smart.signMessage({ message: 'hello' }),
    'raw bytes': (smart) => smart.signMessage({ message: { raw: '0x00ff' } }),
    'typed data': (smart) => smart.signTypedData(typedData),
    'a user operation': (smart) => smart.signUserOperation(operation as UserOperation),
  }
  test.each(Object.entries(signatures))('%s: signs the same bytes with one prompt', async (_, sign) => {
    const [ours, theirs] = await Promise.all([open(account), open(local)])
    expect(await ours.getAddress()).toBe(await theirs.getAddress())
    const before = prompts()
    const signature = await sign(ours)
    expect(prompts() - before).toBe(1)
    expect(signature).toBe(await sign(theirs))
  })

  test('creating it prompts nobody', async () => {
    const before = prompts()
    const smart = await open(account)
    await smart.getAddress()
    await smart.getFactoryArgs()
    await smart.getStubSignature()
    expect(prompts()).toBe(before)
  })
})

import {
  to7702KernelSmartAccount,
  to7702SimpleSmartAccount,
  toEcdsaKernelSmartAccount,
  toLightSmartAccount,
  toNexusSmartAccount,
  toSafeSmartAccount,
  toSimpleSmartAccount,
  toThirdwebSmartAccount,
  toTrustSmartAccount,
} from 'permissionless/accounts'
import { entryPoint06Address, entryPoint07Address } from 'viem/account-abstraction'
import { signAuthorization } from 'viem/actions'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair, type SigningAccount } from '../account/openAccountPair.js'
import { offlineClient } from './offlineClient.js'

const { close, signWithBoth } = await openAccountPair(`0x${'33'.repeat(32)}`)
afterAll(close)

const client = offlineClient()
const address = '0x00000000000000000000000000000000000c0de1'
const entryPoint = { address: entryPoint07Address, version: '0.7' } as const

const kinds = {
  toSimpleSmartAccount: (owner: SigningAccount) => toSimpleSmartAccount({ client, owner, address, entryPoint }),
  toSafeSmartAccount: (owner: SigningAccount) =>
    toSafeSmartAccount({ client, owners: [owner], address, entryPoint, version: '1.4.1' }),
  toEcdsaKernelSmartAccount: (owner: SigningAccount) =>
    toEcdsaKernelSmartAccount({ client, owners: [owner], address, entryPoint, version: '0.3.1' }),
  toLightSmartAccount: (owner: SigningAccount) =>
    toLightSmartAccount({ client, owner, address, entryPoint, version: '2.0.0' }),
  toNexusSmartAccount: (owner: SigningAccount) =>
    toNexusSmartAccount({ client, owners: [owner], address, version: '1.0.0', attesters: [] }),
  toThirdwebSmartAccount: (owner: SigningAccount) => toThirdwebSmartAccount({ client, owner, address, entryPoint }),
  toTrustSmartAccount: (owner: SigningAccount) =>
    toTrustSmartAccount({ client, owner, address, entryPoint: { address: entryPoint06Address, version: '0.6' } }),
}
type Smart = Awaited<ReturnType<(typeof kinds)[keyof typeof kinds]>>

const typedData = {
  domain: { name: 'Shop', version: '1', chainId: 1, verifyingContract: address },
  types: { Order: [{ name: 'price', type: 'uint256' }] },
  primaryType: 'Order',
  message: { price: 5n },
} as const
/** Each kind takes the fields that its entry point knows. */
const operation = {
  sender: address,
  nonce: 3n,
  initCode: '0x',
  paymasterAndData: '0x',
  callData: '0xdeadbeef',
  callGasLimit: 100_000n,
  verificationGasLimit: 200_000n,
  preVerificationGas: 50_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
  signature: '0x',
} as const
const signatures: Record<string, (smart: Smart) => Promise<string>> = {
  'a user operation': (smart) => smart.signUserOperation(operation),
  'a message': (smart) => smart.signMessage({ message: 'hello' }),
  'typed data': (smart) => smart.signTypedData(typedData),
}

describe.each(Object.entries(kinds))('%s', (name, open) => {
  // The simple one verifies user operations alone.
  const cases = Object.entries(signatures).slice(0, name === 'toSimpleSmartAccount' ? 1 : undefined)
  test.each(cases)('%s', async (_, sign) => {
    expect(await signWithBoth(async (owner) => sign(await open(owner)))).toMatch(/^0x/)
  })
})

test.each(['to7702SimpleSmartAccount', 'to7702KernelSmartAccount'] as const)('%s', async (name) => {
  const open = (owner: SigningAccount) =>
    name === 'to7702SimpleSmartAccount'
      ? to7702SimpleSmartAccount({ client, owner })
      : to7702KernelSmartAccount({ client, owner })
  await signWithBoth(async (owner) => (await open(owner)).signUserOperation(operation))
  await signWithBoth(async (owner) => {
    const { authorization } = await open(owner)
    return signAuthorization(client, { ...(authorization ?? expect.fail()), chainId: 1, nonce: 3 })
  })
})

import { loadTests, type TestCase } from '@ethersproject/testcases'
import { type Hex, isHex, serializeSignature, type TransactionSerializable, type TypedDataDefinition } from 'viem'
import { sign } from 'viem/accounts'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { expect } from 'vitest'
import { importAccount } from './importAccount.js'
import type { SigningAccount } from './openAccountPair.js'

/** What an account with this key must return, according to ethers. */
export type Vector = {
  name: string
  privateKey: Hex
  sign: (account: SigningAccount) => Promise<Hex>
  expected: () => Hex | Promise<Hex>
}

/** For vectors that bring no key. */
const someKey = '0x46c608c1c8a1f8e4f38a0c7d9a0e9b2a1f9f9e7bb4cf2ac14a8b1e2b1c0f6e5d'

function hex(value: unknown): Hex {
  if (!isHex(value)) throw new TypeError(`${value} is no hex.`)
  return value
}

type Fields = { nonce?: string | number; gasLimit?: string; to?: string; value?: string; data?: string }

/** The fields that all types have, as viem takes them. Absent and empty ones stay so. */
function common({ nonce, gasLimit, to, value, data }: Fields): object {
  return {
    ...(nonce === undefined ? {} : { nonce: Number(nonce) }),
    ...(gasLimit === undefined ? {} : { gas: amount(gasLimit) }),
    ...(to === undefined ? {} : { to: to === '0x' ? null : hex(to) }),
    ...(value === undefined ? {} : { value: amount(value) }),
    ...(data === undefined ? {} : { data: hex(data) }),
  }
}

const amount = (value: string): bigint => (value === '0x' ? 0n : BigInt(value))
/** In viem a nonce is a number, and no chain has a gas limit beyond 64 bits: the signer takes none. */
function fits({ nonce = 0, gasLimit = '0x' }: Fields): boolean {
  return Number.isSafeInteger(Number(nonce)) && amount(gasLimit) < 2n ** 64n
}

/** Each with EIP-155 and without. */
function legacyVectors(): Vector[] {
  const tests: TestCase.SignedTransaction[] = loadTests('transactions')
  return tests.filter(fits).flatMap((vector) => {
    const fields = { ...common(vector), ...(vector.gasPrice ? { gasPrice: amount(vector.gasPrice) } : {}) }
    const made = (chainId: number | undefined, expected: string): Vector => ({
      name: `${vector.name}, chain ${chainId}`,
      privateKey: hex(vector.privateKey),
      sign: (account) => account.signTransaction({ ...fields, ...(chainId ? { chainId } : {}), type: 'legacy' }),
      expected: () => hex(expected),
    })
    return [made(undefined, vector.signedTransaction), made(5, vector.signedTransactionChainId5)]
  })
}

/** EIP-2930 and EIP-1559, without those of chain 0, which viem refuses. */
function typedTransactionVectors(): Vector[] {
  const tests: TestCase.TypedTransaction[] = loadTests('typed-transactions')
  return tests
    .filter(({ tx }) => fits(tx) && tx.chainId)
    .map(({ name, key, tx, signed }) => ({
      name,
      privateKey: hex(key),
      sign: (account) => account.signTransaction(typed(tx)),
      expected: () => hex(signed),
    }))
}

function typed(tx: TestCase.TypedTransaction['tx'] & { gasPrice?: string }): TransactionSerializable {
  return {
    ...common(tx),
    type: tx.type === 1 ? 'eip2930' : 'eip1559',
    chainId: tx.chainId,
    ...(tx.gasPrice ? { gasPrice: amount(tx.gasPrice) } : {}),
    ...(tx.maxFeePerGas ? { maxFeePerGas: amount(tx.maxFeePerGas) } : {}),
    ...(tx.maxPriorityFeePerGas ? { maxPriorityFeePerGas: amount(tx.maxPriorityFeePerGas) } : {}),
    accessList: tx.accessList?.map(({ address, storageKeys }) => ({
      address: hex(address),
      storageKeys: storageKeys.map(hex),
    })),
  } as object as TransactionSerializable
}

function typedDataVectors(): Vector[] {
  const tests: TestCase.Eip712[] = loadTests('eip712')
  return tests.map(({ name, domain, types, primaryType, data, digest, privateKey = someKey, signature }) => ({
    name,
    privateKey: hex(privateKey),
    sign: (account) =>
      account.signTypedData({ domain, types, primaryType, message: data } as object as TypedDataDefinition),
    expected: async () =>
      signature ? hex(signature) : sign({ hash: hex(digest), privateKey: hex(privateKey), to: 'hex' }),
  }))
}

/** keccak256 of bytes; `sign` takes it unchanged. */
function hashVectors(): Vector[] {
  const tests: TestCase.Hash[] = loadTests('hashes')
  return tests.map(({ data, keccak256 }) => ({
    name: `${data.length / 2 - 1} bytes`,
    privateKey: someKey,
    sign: (account) => account.sign({ hash: hex(keccak256) }),
    expected: async () => serializeSignature(await sign({ hash: hex(keccak256), privateKey: someKey })),
  }))
}

/** All that apply, and how many those are. */
export const vectors: Record<string, { load: () => Vector[]; count: number }> = {
  'legacy transactions': { load: legacyVectors, count: 1536 },
  'typed transactions': { load: typedTransactionVectors, count: 1408 },
  'typed data': { load: typedDataVectors, count: 1025 },
  hashes: { load: hashVectors, count: 516 },
}

/** A signer holds no more than 1,000 private keys in one organization. */
const keysAtOnce = 1_000

/** Each key is imported once, and signs through a passkey. */
export async function checkVectors(vectors: readonly Vector[]): Promise<void> {
  const keys = [...new Set(vectors.map(({ privateKey }) => privateKey))]
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const opened = await createTestWallet()
    for (const key of keys.slice(start, start + keysAtOnce)) {
      const { account } = await importAccount(opened, key)
      for (const { name, sign, expected } of vectors.filter(({ privateKey }) => privateKey === key))
        expect(await sign(account), name).toBe(await expected())
    }
    await opened.close()
  }
}

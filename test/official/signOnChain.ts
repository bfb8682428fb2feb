import {
  type Address,
  type Hex,
  hashMessage,
  parseEther,
  recoverMessageAddress,
  recoverTypedDataAddress,
  serializeSignature,
  serializeTransaction,
  serializeTypedData,
  type TransactionSerializable,
} from 'viem'
import { recoverAuthorizationAddress } from 'viem/utils'
import type { Anvil } from 'viem-passkey-account/testing/node'
import { expect } from 'vitest'
import { delegate } from '../contracts/index.js'

/** The two calls of an official client that sign. */
export type OfficialCalls = {
  signRawPayload(parameters: {
    signWith: string
    payload: string
    encoding: `PAYLOAD_ENCODING_${'HEXADECIMAL' | 'EIP712' | 'EIP7702_AUTHORIZATION'}`
    hashFunction: 'HASH_FUNCTION_NO_OP'
  }): Promise<{ r: string; s: string; v: string } | undefined>
  signTransaction(parameters: {
    signWith: string
    unsignedTransaction: string
    type: 'TRANSACTION_TYPE_ETHEREUM'
  }): Promise<string | undefined>
}

/** Signs a message, typed data, an authorization and the transaction that brings it, and has Anvil mine that. */
export async function signOnChain(anvil: Anvil, address: Address, calls: OfficialCalls): Promise<void> {
  const { publicClient, testClient, walletClient } = anvil
  const hashFunction = 'HASH_FUNCTION_NO_OP'
  const signPayload = async (encoding: Parameters<OfficialCalls['signRawPayload']>[0]['encoding'], payload: string) => {
    const { r, s, v } =
      (await calls.signRawPayload({ signWith: address, payload, encoding, hashFunction })) ??
      expect.fail('no signature')
    return { r: `0x${r}` as Hex, s: `0x${s}` as Hex, yParity: Number(v) }
  }

  const signed = await signPayload('PAYLOAD_ENCODING_HEXADECIMAL', hashMessage('hello'))
  expect(await recoverMessageAddress({ message: 'hello', signature: serializeSignature(signed) })).toBe(address)

  const domain = { name: 'Shop', version: '1', chainId: BigInt(anvil.chain.id) } as const
  const types = {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
    ],
    Order: [{ name: 'amount', type: 'uint256' }],
  } as const
  const order = { domain, types, primaryType: 'Order', message: { amount: 2n ** 200n } } as const
  const typed = serializeSignature(await signPayload('PAYLOAD_ENCODING_EIP712', serializeTypedData(order)))
  expect(await recoverTypedDataAddress({ ...order, signature: typed })).toBe(address)

  await testClient.setBalance({ address, value: parseEther('1') })
  const { abi, bytecode } = delegate
  const deployment = await walletClient.deployContract({ abi, bytecode })
  const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash: deployment })
  const nonce = await publicClient.getTransactionCount({ address })
  const unsigned = {
    address: contractAddress ?? expect.fail('not deployed'),
    chainId: anvil.chain.id,
    nonce: nonce + 1,
  }
  const authorization = {
    ...unsigned,
    ...(await signPayload('PAYLOAD_ENCODING_EIP7702_AUTHORIZATION', JSON.stringify(unsigned))),
  }
  expect(await recoverAuthorizationAddress({ authorization })).toBe(address)

  const transaction: TransactionSerializable = {
    type: 'eip7702',
    authorizationList: [authorization],
    chainId: anvil.chain.id,
    nonce,
    to: walletClient.account.address,
    value: 1n,
    gas: 100_000n,
    maxFeePerGas: parseEther('1', 'gwei') * 10n,
    maxPriorityFeePerGas: 1n,
  }
  const signedTransaction = await calls.signTransaction({
    signWith: address,
    unsignedTransaction: serializeTransaction(transaction).slice(2),
    type: 'TRANSACTION_TYPE_ETHEREUM',
  })
  const hash = await publicClient.sendRawTransaction({ serializedTransaction: `0x${signedTransaction}` })
  const { status, from } = await publicClient.waitForTransactionReceipt({ hash })
  expect({ status, from }).toEqual({ status: 'success', from: address.toLowerCase() })
  expect(await publicClient.getCode({ address })).toBe(`0xef0100${unsigned.address.slice(2)}`)
}

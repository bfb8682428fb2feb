import { setTimeout } from 'node:timers/promises'
import {
  type Address,
  type Hex,
  type PublicClient,
  TransactionNotFoundError,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from 'viem'
import { StoppedError } from './errors.ts'

/** A signed transaction that may have been sent already. */
export type SignedTransaction = {
  /** Its name in messages. */
  name: string
  from: Address
  nonce: number
  hash: Hex
  /** The serialized transaction. */
  raw: Hex
  /** What to do if another transaction took its nonce, for the message. */
  ifReplaced: string
}

/**
 * Sends a signed transaction. The node may have it already.
 *
 * @throws StoppedError if it can no longer be mined, or a viem error.
 */
export async function broadcast(client: PublicClient, transaction: SignedTransaction): Promise<void> {
  try {
    await client.sendRawTransaction({ serializedTransaction: transaction.raw })
  } catch (error) {
    // Nodes word "already known" differently, so ask whether they have it.
    if (await isKnown(client, transaction)) return
    await assertNotReplaced(client, transaction)
    throw error
  }
}

/**
 * Waits until a transaction is mined, and sends it whenever the node does not have it.
 *
 * @param options.timeoutSeconds How long to wait.
 * @throws StoppedError after the timeout, or if another transaction took its nonce.
 */
export async function confirmTransaction(
  client: PublicClient,
  transaction: SignedTransaction,
  { timeoutSeconds }: { timeoutSeconds: number },
): Promise<TransactionReceipt> {
  const { name, hash, nonce } = transaction
  for (const end = Date.now() + timeoutSeconds * 1000; ; ) {
    const receipt = await findReceipt(client, transaction)
    if (receipt) return receipt
    await assertNotReplaced(client, transaction)
    if (!(await isKnown(client, transaction))) await broadcast(client, transaction)
    if (Date.now() > end)
      throw new StoppedError(
        `${name}: ${hash} (nonce ${nonce}) was not mined within ${timeoutSeconds} s. It stays valid and is not signed again: run the ` +
          'same command to send the same bytes and keep waiting. If its fee is too low, it is mined when fees fall.',
      )
    await setTimeout(client.pollingInterval)
  }
}

/** Returns whether another transaction used the nonce, so that this one can never be mined. */
export async function isReplaced(client: PublicClient, transaction: SignedTransaction): Promise<boolean> {
  const count = await client.getTransactionCount({ address: transaction.from, blockTag: 'latest' })
  // In this order, because it may be mined in between.
  return count > transaction.nonce && !(await findReceipt(client, transaction))
}

async function assertNotReplaced(client: PublicClient, transaction: SignedTransaction): Promise<void> {
  const { name, from, hash, nonce, ifReplaced } = transaction
  if (await isReplaced(client, transaction))
    throw new StoppedError(
      `${name}: nonce ${nonce} of ${from} was used by another transaction, so ${hash} can never be mined and had no effect. ` +
        `Check what was sent instead (a replacement from another wallet?). ${ifReplaced}`,
    )
}

async function isKnown(client: PublicClient, { hash }: SignedTransaction): Promise<boolean> {
  return client.getTransaction({ hash }).then(() => true, returnIf(TransactionNotFoundError, false))
}

async function findReceipt(client: PublicClient, { hash }: SignedTransaction): Promise<TransactionReceipt | undefined> {
  return client.getTransactionReceipt({ hash }).catch(returnIf(TransactionReceiptNotFoundError, undefined))
}

/** Returns an error handler that turns one class of errors into a value. */
function returnIf<value>(errorClass: new (...args: never) => Error, value: value): (error: unknown) => value {
  return (error) => {
    if (error instanceof errorClass) return value
    throw error
  }
}

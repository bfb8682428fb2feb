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

/** A signed transaction that may have been sent. */
export type Sent = {
  /** What it is called in messages. */
  name: string
  from: Address
  nonce: number
  hash: Hex
  raw: Hex
  /** How to go on when another transaction has taken its nonce. */
  ifLost: string
}

/**
 * Hands a signed transaction to the chain, the same bytes however often. That the node has it already is no error.
 *
 * @throws StoppedError when it cannot be mined any more, and what viem throws.
 */
export async function broadcast(client: PublicClient, sent: Sent): Promise<void> {
  try {
    await client.sendRawTransaction({ serializedTransaction: sent.raw })
  } catch (error) {
    // Nodes say it in many words; whether they have it is what counts.
    if (await isKnown(client, sent)) return
    await assertPossible(client, sent)
    throw error
  }
}

/**
 * Looks for a transaction on the chain, sends it where the node does not have it, and waits until it is mined.
 *
 * @param options.patience How long, in seconds.
 * @throws StoppedError when that takes longer, or when its nonce went to another transaction.
 */
export async function settle(
  client: PublicClient,
  sent: Sent,
  { patience }: { patience: number },
): Promise<TransactionReceipt> {
  const { name, hash, nonce } = sent
  for (const end = Date.now() + patience * 1000; ; ) {
    const receipt = await findReceipt(client, sent)
    if (receipt) return receipt
    await assertPossible(client, sent)
    if (!(await isKnown(client, sent))) await broadcast(client, sent)
    if (Date.now() > end)
      throw new StoppedError(
        `${name}: ${hash} (nonce ${nonce}) has not been mined in ${patience} s. It stays valid and is never signed twice: run again ` +
          'to send the same bytes and go on waiting. If its fee is too low for now, it takes until fees fall.',
      )
    await setTimeout(client.pollingInterval)
  }
}

/** Whether a transaction can never be mined: its nonce is used, and not by it. */
export async function isLost(client: PublicClient, sent: Sent): Promise<boolean> {
  const count = await client.getTransactionCount({ address: sent.from, blockTag: 'latest' })
  // Only then: it may have been mined a moment ago.
  return count > sent.nonce && !(await findReceipt(client, sent))
}

async function assertPossible(client: PublicClient, sent: Sent): Promise<void> {
  const { name, from, hash, nonce, ifLost } = sent
  if (await isLost(client, sent))
    throw new StoppedError(
      `${name}: nonce ${nonce} of ${from} was used by another transaction, so ${hash} cannot be mined and did nothing. ` +
        `Look at what was sent instead (a replacement from another wallet?). ${ifLost}`,
    )
}

async function isKnown(client: PublicClient, { hash }: Sent): Promise<boolean> {
  return client.getTransaction({ hash }).then(() => true, noneOr(TransactionNotFoundError, false))
}

async function findReceipt(client: PublicClient, { hash }: Sent): Promise<TransactionReceipt | undefined> {
  return client.getTransactionReceipt({ hash }).catch(noneOr(TransactionReceiptNotFoundError, undefined))
}

function noneOr<value>(notFound: new (...args: never) => Error, value: value): (error: unknown) => value {
  return (error) => {
    if (error instanceof notFound) return value
    throw error
  }
}

import {
  type Address,
  BaseError,
  type Chain,
  type Client,
  type Hash,
  type Hex,
  isAddress,
  isHash,
  numberToHex,
  type Transport,
} from 'viem'
import { getTransaction, getTransactionCount, sendRawTransaction } from 'viem/actions'
import { hasStrings } from '../client/guards.js'
import type { Store } from './createStore.js'
import { callsKey } from './storageKeys.js'
import { findAnswer, withoutBody } from './toRpcError.js'

/** Older calls are forgotten. */
const maxRecords = 100

/** What is kept of the calls of one `wallet_sendCalls`. Not the signed transactions: anyone who has them can send them. */
export type CallsRecord = {
  id: string
  from: Address
  chainId: number
  transactions: { hash: Hash; nonce: number; sent: boolean }[]
}

/** What only this page load knows. */
type Sending = {
  /** The signed transactions that were not sent, in order. */
  unsent: Hex[]
  /** Why the node refused the first of `unsent`, which ended the sending. */
  refusal?: Error | undefined
  running?: Promise<void> | undefined
}

/** The calls that were sent. */
export type CallsLog = {
  find(id: string): Promise<CallsRecord | undefined>
  /** Keeps the record and sends its transactions. Throws if the node refuses the first. */
  send(record: CallsRecord, raw: readonly Hex[], client: Client<Transport, Chain>): Promise<void>
  /** Returns the answer of `wallet_getCallsStatus`. Sends what could not be sent before. */
  status(record: CallsRecord, client: Client<Transport, Chain>): Promise<unknown>
  /** Forgets what this page load knows. */
  clear(): void
}

/** Creates the log of the calls that were sent. */
export function createCallsLog(store: Store): CallsLog {
  const sendings = new Map<string, Sending>()
  const load = async (): Promise<CallsRecord[]> => {
    const records: unknown = (await store.load(callsKey))?.records
    return Array.isArray(records) ? records.filter(isRecord) : []
  }
  /** One change after the other: each reads what the one before it wrote. */
  let changing = Promise.resolve()
  const change = (id: string, record?: CallsRecord): Promise<void> => {
    changing = changing.then(async () => {
      const others = (await load()).filter((other) => other.id !== id)
      // A disconnect has forgotten it.
      if (sendings.has(id))
        store.save(callsKey, { records: [...others, ...(record ? [record] : [])].slice(-maxRecords) })
    })
    return changing
  }
  const find = async (id: string): Promise<CallsRecord | undefined> => (await load()).find((record) => record.id === id)

  /** Sends in order. Stops when the node cannot be reached, to go on later, or when it refuses, for good. */
  async function sendRest(record: CallsRecord, sending: Sending, client: Client<Transport, Chain>): Promise<void> {
    for (const transaction of record.transactions.slice(-sending.unsent.length)) {
      const [serializedTransaction] = sending.unsent
      if (!serializedTransaction || sending.refusal) return
      try {
        await sendRawTransaction(client, { serializedTransaction })
      } catch (error) {
        if (!isRefusal(error)) return
        // The node may have it from an earlier attempt, whose answer was lost.
        if (!(await isKnown(client, transaction.hash))) {
          sending.refusal = withoutBody(error)
          return
        }
      }
      sending.unsent.shift()
      transaction.sent = true
      await change(record.id, record)
    }
  }

  async function resume(record: CallsRecord, client: Client<Transport, Chain>): Promise<Sending | undefined> {
    const sending = sendings.get(record.id)
    if (sending && sending.unsent.length > 0) {
      // Two requests at once send once.
      sending.running ??= sendRest(record, sending, client).finally(() => {
        sending.running = undefined
      })
      await sending.running
    }
    return sending
  }

  return {
    find,
    async send(record, raw, client) {
      const sending: Sending = { unsent: [...raw] }
      sendings.set(record.id, sending)
      // Before the first is sent: a page that is closed now still knows them.
      await change(record.id, record)
      await resume(record, client)
      if (!sending.refusal || record.transactions[0]?.sent) return
      await change(record.id)
      sendings.delete(record.id)
      throw sending.refusal
    },
    async status(found, client) {
      const sending = await resume(found, client)
      const record = (await find(found.id)) ?? found
      // Before the receipts: a nonce that is used by now and has no receipt then is another transaction's.
      const nonce = await getTransactionCount(client, { address: record.from, blockTag: 'latest' })
      const transactions = await Promise.all(
        record.transactions.map(async ({ hash, nonce: own, sent }, index) => {
          const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [hash] })
          const isFirstUnsent = index === record.transactions.length - (sending?.unsent.length ?? 0)
          // The node's own words: the whole message would have the signed transaction.
          const error = isFirstUnsent && sending?.refusal && toReason(sending.refusal)
          // A node may lag behind the one that counted: what it knows is not replaced.
          const isReplaced = nonce > own && !receipt && !(await isKnown(client, hash))
          const isOpen = sent || (sending ? !sending.refusal : await isKnown(client, hash))
          const state = receipt
            ? receipt.status === '0x1'
              ? 'confirmed'
              : 'reverted'
            : isReplaced
              ? 'replaced'
              : isOpen
                ? 'pending'
                : 'notSent'
          return { receipt, shown: { hash, nonce: own, status: state, ...(error && { error }) } }
        }),
      )
      const receipts = transactions.flatMap(({ receipt }) => receipt ?? [])
      return {
        version: '2.0.0',
        id: record.id,
        chainId: numberToHex(record.chainId),
        atomic: false,
        status: toStatus(transactions.map(({ shown }) => shown.status)),
        ...(receipts.length > 0 && {
          receipts: receipts.map(({ logs, status, blockHash, blockNumber, gasUsed, transactionHash }) => ({
            logs: logs.map(({ address, data, topics }) => ({ address, data, topics })),
            status,
            blockHash,
            blockNumber,
            gasUsed,
            transactionHash,
          })),
        }),
        capabilities: { transactions: transactions.map(({ shown }) => shown) },
      }
    },
    clear: () => sendings.clear(),
  }
}

const toReason = (error: Error): string => (error instanceof BaseError ? error.details : error.message)

/** The status codes of EIP-5792. */
function toStatus(states: readonly string[]): number {
  if (states.includes('pending')) return 100
  const mined = states.filter((state) => state === 'confirmed' || state === 'reverted')
  if (mined.length === 0) return 400
  if (states.every((state) => state === 'confirmed')) return 200
  return states.every((state) => state === 'reverted') ? 500 : 600
}

/** Whether the node refused a transaction: not if it could not be reached, or has no time now. */
function isRefusal(thrown: unknown): boolean {
  const answer = findAnswer(thrown)
  return Boolean(answer) && ![429, -32005, -32007].includes(Object(answer).code)
}

/** Whether the node has a transaction. */
async function isKnown(client: Client<Transport, Chain>, hash: Hash): Promise<boolean> {
  return getTransaction(client, { hash }).then(
    () => true,
    () => false,
  )
}

/** Whether a stored value is a record. Anything in the page may have written it. */
function isRecord(value: unknown): value is CallsRecord {
  return (
    hasStrings(value, ['id', 'from']) &&
    isAddress(value.from) &&
    Number.isSafeInteger(value.chainId) &&
    Array.isArray(value.transactions) &&
    value.transactions.length > 0 &&
    value.transactions.every(
      (transaction) =>
        hasStrings(transaction, ['hash']) &&
        isHash(transaction.hash) &&
        Number.isSafeInteger(transaction.nonce) &&
        typeof transaction.sent === 'boolean',
    )
  )
}

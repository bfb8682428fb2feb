import { type Address, getAddress, type Hex, isHex, keccak256, parseTransaction, recoverTransactionAddress } from 'viem'
import { InputError } from '../errors.ts'
import type { Recipient } from './readRecipients.ts'

/** Identifies the payout. A journal can only be resumed with the same values. */
export type PayoutId = {
  chainId: number
  from: Address
  /** SHA-256 of the recipients file, hex. */
  recipients: string
}

/** One line of a journal. */
export type JournalRecord =
  /** The header. */
  | ({ payout: 1; nextNonce: number } & PayoutId)
  /** --nonce: continue at this nonce. */
  | { nextNonce: number }
  /** Signed, and about to be sent. */
  | { line: number; nonce: number; hash: Hex; raw: Hex }
  /** Mined. */
  | { line: number; status: 'success' | 'reverted'; block: string }
  /** The recipient refuses ether, so nothing was signed. The next run tries again. */
  | { line: number; refused: true }
  /** --sign-again: the payment of this line had no effect. */
  | { signAgain: number }
  /** The line before is truncated. */
  | { truncated: true }

/**
 * Parses and verifies a line of a journal: a payment must pay its recipient, from this sender on this chain, and be signed.
 *
 * @returns `undefined` if the line is damaged.
 * @throws InputError if the header belongs to another payout.
 */
export async function parseJournalRecord(
  text: string,
  { id, recipients, isFirst, path }: { id: PayoutId; recipients: readonly Recipient[]; isFirst: boolean; path: string },
): Promise<JournalRecord | undefined> {
  const record = parseJson(text)
  if (isFirst) {
    assertHeader(record, id, path)
    return isInteger(record?.nextNonce) ? { nextNonce: record.nextNonce } : undefined
  }
  if (!record) return undefined
  const { nextNonce, signAgain, truncated, line, refused, status, block, nonce, hash, raw } = record
  if (truncated === true) return { truncated }
  if (isInteger(nextNonce)) return { nextNonce }
  if (isInteger(signAgain)) return { signAgain }
  if (!isInteger(line)) return undefined
  if (refused === true) return { line, refused }
  if ((status === 'success' || status === 'reverted') && typeof block === 'string' && /^\d+$/.test(block))
    return { line, status, block }
  if (!isInteger(nonce) || !isHex(hash) || !isHex(raw)) return undefined
  const recipient = recipients.find((candidate) => candidate.line === line)
  return recipient && (await isPayment(raw, { ...recipient, ...id, nonce, hash }))
    ? { line, nonce, hash, raw }
    : undefined
}

function assertHeader(record: Record<string, unknown> | undefined, id: PayoutId, path: string): void {
  const names = {
    chainId: 'chain',
    from: 'sender',
    recipients: 'recipients file',
  } as const
  if (record?.payout !== 1) throw new InputError(`${path} is not a payout journal.`)
  for (const [field, name] of Object.entries(names))
    if (record[field] !== Reflect.get(id, field))
      throw new InputError(
        `${path} belongs to another ${name} (${record[field]}). Nothing was signed. Use the same one, or another --journal for another payout.`,
      )
}

async function isPayment(raw: Hex, expected: Recipient & PayoutId & { nonce: number; hash: Hex }): Promise<boolean> {
  const { address, amount, from, chainId, nonce, hash } = expected
  try {
    const { to, value, nonce: signedNonce = 0, chainId: signedChain } = parseTransaction(raw)
    if (!raw.startsWith('0x02') || !to) return false
    return (
      getAddress(to) === address &&
      value === amount &&
      signedNonce === nonce &&
      signedChain === chainId &&
      keccak256(raw) === hash &&
      (await recoverTransactionAddress({ serializedTransaction: `0x02${raw.slice(4)}` })) === from
    )
  } catch {
    // Not a signed transaction.
    return false
  }
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const isInteger = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value)

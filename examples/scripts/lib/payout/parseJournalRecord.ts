import { type Address, getAddress, type Hex, isHex, keccak256, parseTransaction } from 'viem'
import { InputError } from '../errors.ts'
import { recoverSender } from '../recoverSender.ts'
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
  /** About to be requested from the signer: the unsigned transaction. From here on it may exist signed, whatever the answer says. */
  | { line: number; nonce: number; request: Hex }
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
  const { nextNonce, signAgain, truncated, line, refused, status, block, nonce, request, hash, raw } = record
  if (truncated === true) return { truncated }
  if (isInteger(nextNonce)) return { nextNonce }
  if (isInteger(signAgain)) return { signAgain }
  if (!isInteger(line)) return undefined
  if (refused === true) return { line, refused }
  if ((status === 'success' || status === 'reverted') && typeof block === 'string' && /^\d+$/.test(block))
    return { line, status, block }
  const recipient = recipients.find((candidate) => candidate.line === line)
  if (!recipient || !isInteger(nonce)) return undefined
  const expected = { ...recipient, ...id, nonce }
  if (isHex(request)) return pays(request, expected) ? { line, nonce, request } : undefined
  if (!isHex(hash) || !isHex(raw)) return undefined
  return pays(raw, expected) && keccak256(raw) === hash && (await recoverSender(raw)) === id.from
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

/** Whether a transaction, signed or not, pays the recipient with this nonce on this chain. */
function pays(serialized: Hex, { address, amount, chainId, nonce }: Recipient & PayoutId & { nonce: number }): boolean {
  try {
    const { to, value, nonce: itsNonce = 0, chainId: itsChain } = parseTransaction(serialized)
    return (
      serialized.startsWith('0x02') &&
      !!to &&
      getAddress(to) === address &&
      value === amount &&
      itsNonce === nonce &&
      itsChain === chainId
    )
  } catch {
    // Not a transaction.
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

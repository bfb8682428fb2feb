import { getAddress, type Hex, isHex, keccak256, parseTransaction, recoverTransactionAddress } from 'viem'
import { InputError } from '../errors.ts'
import type { Subject } from './openJournal.ts'
import type { Recipient } from './readRecipients.ts'

/** One line of a journal, in the order in which they come. */
export type JournalRecord =
  /** What it is about, and where nonces begin; later alone, when a person has said where they go on. */
  | ({ payout: 1; nextNonce: number } & Subject)
  | { nextNonce: number }
  /** Signed, and about to be sent. */
  | { line: number; nonce: number; hash: Hex; raw: Hex }
  /** Mined. */
  | { line: number; status: 'success' | 'reverted'; block: string }
  /** Its recipient does not take ether: nothing was signed. The next run tries it again. */
  | { line: number; refused: true }
  /** The payment of this line came to nothing; a person has said to sign it anew. */
  | { again: number }
  /** The line before was cut off. */
  | { cut: true }

/**
 * A line of the journal that has been looked at: a payment pays its recipient, from this sender on this chain, and is signed.
 *
 * @returns Undefined for one that is damaged.
 * @throws InputError when the first line is of another payout.
 */
export async function readRecord(
  text: string,
  {
    subject,
    recipients,
    isFirst,
    path,
  }: { subject: Subject; recipients: readonly Recipient[]; isFirst: boolean; path: string },
): Promise<JournalRecord | undefined> {
  const record = parse(text)
  if (isFirst) {
    checkSubject(record, subject, path)
    return isNumber(record?.nextNonce) ? { nextNonce: record.nextNonce } : undefined
  }
  if (!record) return undefined
  const { nextNonce, again, cut, line, refused, status, block, nonce, hash, raw } = record
  if (cut === true) return { cut }
  if (isNumber(nextNonce)) return { nextNonce }
  if (isNumber(again)) return { again }
  if (!isNumber(line)) return undefined
  if (refused === true) return { line, refused }
  if ((status === 'success' || status === 'reverted') && typeof block === 'string' && /^\d+$/.test(block))
    return { line, status, block }
  if (!isNumber(nonce) || !isHex(hash) || !isHex(raw)) return undefined
  const recipient = recipients.find((known) => known.line === line)
  return recipient && (await pays(raw, { ...recipient, ...subject, nonce, hash }))
    ? { line, nonce, hash, raw }
    : undefined
}

function checkSubject(record: Record<string, unknown> | undefined, subject: Subject, path: string): void {
  const names = {
    chainId: 'chain',
    from: 'sender',
    recipients: 'list of recipients',
  } as const
  if (record?.payout !== 1) throw new InputError(`${path} is no journal of a payout.`)
  for (const [field, name] of Object.entries(names))
    if (record[field] !== Reflect.get(subject, field))
      throw new InputError(
        `${path} is of another ${name} (${record[field]}). Nothing was signed. Give the same, or another --journal for another payout.`,
      )
}

async function pays(raw: Hex, expected: Recipient & Subject & { nonce: number; hash: Hex }): Promise<boolean> {
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
    // What is no signed transaction pays nobody.
    return false
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value)

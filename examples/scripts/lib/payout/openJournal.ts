import { fstatSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import type { Hex } from 'viem'
import { InputError, StoppedError } from '../errors.ts'
import { errorCode, syncDirectory } from '../files.ts'
import { type JournalRecord, type PayoutId, parseJournalRecord } from './parseJournalRecord.ts'
import type { Recipient } from './readRecipients.ts'

/** A signed payment. Until it has a `status`, it may be mined at any time. */
export type Payment = {
  nonce: number
  hash: Hex
  /** The signed transaction, which is sent as often as necessary. */
  raw: Hex
  status?: 'success' | 'reverted'
  block?: bigint
}

export type Journal = {
  /** By the recipient's line. */
  payments: ReadonlyMap<number, Payment>
  /**
   * Payments that the signer was asked for and whose answer is not here, by line: the unsigned transactions. They may have been signed, so
   * each is asked for again, and nothing else ever gets its nonce.
   */
  requests: ReadonlyMap<number, Hex>
  /** Lines for which nothing was signed, because their recipients refuse ether. */
  refused: ReadonlySet<number>
  /** The nonce of the next payment to sign. */
  nextNonce(): number
  /** Writes a record to disk before it returns. Send only what is in the journal. @throws StoppedError */
  append(record: JournalRecord): void
  /** @throws StoppedError if another run has written to the journal. `append` checks this too. */
  assertExclusive(): void
}

/** Marks the line before as truncated. */
const truncatedMark = '{"truncated":true}'

/**
 * Opens a payout's journal: a file that is only appended to, with each line on disk before what it says is done. A payment may therefore be
 * signed but not sent, in which case the same bytes are sent later, but never sent and forgotten, which would pay twice.
 *
 * A truncated last line (full disk, crash) gets a mark after it. Its payment was not sent, because payments are sent after their whole line is on
 * disk. A damaged line without the mark stops the payout.
 *
 * @throws InputError if the journal belongs to another payout, StoppedError if it is damaged or cannot be written.
 */
export async function openJournal(
  path: string,
  id: PayoutId,
  { recipients, nextNonce }: { recipients: readonly Recipient[]; nextNonce: number },
): Promise<Journal> {
  const file = open(path)
  const before = readFileSync(file, 'utf8')
  let expectedSize = Buffer.byteLength(before)

  const payments = new Map<number, Payment>()
  const requests = new Map<number, Hex>()
  const refused = new Set<number>()
  let next = 0
  const apply = (record: JournalRecord): void => {
    if ('nextNonce' in record) {
      next = record.nextNonce
      // What the account sent instead has their nonces, and paid nobody on the list.
      requests.clear()
    } else if ('request' in record) {
      requests.set(record.line, record.request)
      refused.delete(record.line)
      next = record.nonce + 1
    } else if ('signAgain' in record) payments.delete(record.signAgain)
    else if ('refused' in record) refused.add(record.line)
    else if ('raw' in record) {
      const { line, nonce, hash, raw } = record
      // A second payment of a line comes from a concurrent run, which saw the first and stopped before it sent anything.
      if (payments.has(line)) return
      payments.set(line, { nonce, hash, raw })
      requests.delete(line)
      refused.delete(line)
      next = nonce + 1
    } else if ('status' in record) {
      const payment = payments.get(record.line)
      if (payment) payments.set(record.line, { ...payment, status: record.status, block: BigInt(record.block) })
    }
  }

  const assertExclusive = (): void => {
    if (fstatSync(file).size !== expectedSize)
      throw new StoppedError(`Another run is writing to ${path}. Let only one of them run.`)
  }
  const write = (text: string): void => {
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } catch (error) {
      throw new StoppedError(
        `Cannot write to the journal ${path} (${errorCode(error)}). Free some space, then run the same command again.`,
      )
    }
    expectedSize += Buffer.byteLength(text)
    assertExclusive()
  }

  const completion = completeLastLine(before, JSON.stringify({ payout: 1, ...id, nextNonce }))
  if (completion === undefined) throw new InputError(`${path} is not a payout journal.`)
  if (completion) write(completion)
  const lines = `${before}${completion}`.split('\n').slice(0, -1)
  for (const [index, line] of lines.entries()) {
    const record = await parseJournalRecord(line, { id, recipients, isFirst: index === 0, path })
    if (record) apply(record)
    else if (lines[index + 1] !== truncatedMark)
      throw new StoppedError(`${path}, line ${index + 1} is damaged: it is no longer certain what has been paid.`)
  }

  return {
    payments,
    requests,
    refused,
    assertExclusive,
    nextNonce: () => next,
    append(record) {
      write(`${JSON.stringify(record)}\n`)
      apply(record)
    },
  }
}

function open(path: string): number {
  try {
    const file = openSync(path, 'a+', 0o600)
    syncDirectory(path)
    return file
  } catch (error) {
    throw new InputError(`Cannot open the journal ${path} (${errorCode(error)}).`)
  }
}

/** Returns what to append so that the file ends with a complete line: the header, or the mark for a truncated line. */
function completeLastLine(text: string, header: string): string | undefined {
  const tail = text.slice(text.lastIndexOf('\n') + 1)
  if (tail === text) return header.startsWith(text) ? `${header.slice(text.length)}\n` : undefined
  if (tail === '') return ''
  return truncatedMark.startsWith(tail) ? `${truncatedMark.slice(tail.length)}\n` : `\n${truncatedMark}\n`
}

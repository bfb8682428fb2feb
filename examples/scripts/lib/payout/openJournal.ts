import { fstatSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import type { Address, Hex } from 'viem'
import { InputError, StoppedError } from '../errors.ts'
import { codeOf, syncFolder } from '../files.ts'
import type { Recipient } from './readRecipients.ts'
import { type JournalRecord, readRecord } from './readRecord.ts'

/** What a journal is about; all of it has to be the same when it is taken up again. */
export type Subject = {
  chainId: number
  from: Address
  /** SHA-256 of the recipients' file, hex. */
  recipients: string
}

/** A payment that has been signed. Until `status` is there it may be mined at any time. */
export type Payment = {
  nonce: number
  hash: Hex
  /** The signed transaction: what is sent, now and every time again. */
  raw: Hex
  status?: 'success' | 'reverted'
  block?: bigint
}

export type Journal = {
  /** By the line of the recipient. */
  payments: ReadonlyMap<number, Payment>
  /** Lines for which nothing was signed, since their recipients do not take ether. */
  refused: ReadonlySet<number>
  /** The nonce of the next payment that is signed. */
  nextNonce(): number
  /** On disk when this returns. Throws before anything is sent that is not. */
  append(record: JournalRecord): void
  /** Two runs at once: whoever finds lines of the other one, here or in `append`, sends nothing more. @throws StoppedError */
  assertAlone(): void
}

/** Follows a line that was cut off. */
const cut = '{"cut":true}'

/**
 * The memory of a payout: a file to which lines are only added, and each is on disk before what it says is done. So a payment may be signed
 * and never sent, which is mended by sending the same bytes, but never sent and forgotten, which would pay twice.
 *
 * A last line that was cut off (a full disk, a crash) is marked as cut: its payment was not sent, since sending comes after the whole line
 * is on disk. A damaged line without this mark stops everything.
 *
 * @throws InputError when it is another payout's, StoppedError when it is damaged or cannot be written.
 */
export async function openJournal(
  path: string,
  subject: Subject,
  { recipients, nextNonce }: { recipients: readonly Recipient[]; nextNonce: number },
): Promise<Journal> {
  const file = open(path)
  const before = readFileSync(file, 'utf8')
  let expectedSize = Buffer.byteLength(before)

  const payments = new Map<number, Payment>()
  const refused = new Set<number>()
  let next = 0
  const take = (record: JournalRecord): void => {
    if ('nextNonce' in record) next = record.nextNonce
    else if ('again' in record) payments.delete(record.again)
    else if ('refused' in record) refused.add(record.line)
    else if ('raw' in record) {
      const { line, nonce, hash, raw } = record
      // The second of two was written by a run that saw the first, and stopped before it sent anything.
      if (payments.has(line)) return
      payments.set(line, { nonce, hash, raw })
      refused.delete(line)
      next = nonce + 1
    } else if ('status' in record) {
      const payment = payments.get(record.line)
      if (payment) payments.set(record.line, { ...payment, status: record.status, block: BigInt(record.block) })
    }
  }

  const assertAlone = (): void => {
    if (fstatSync(file).size !== expectedSize)
      throw new StoppedError(`Another run writes to ${path}, too. Let one of them do it.`)
  }
  const write = (text: string): void => {
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } catch (error) {
      throw new StoppedError(`The journal ${path} cannot be written (${codeOf(error)}). Make room, then run again.`)
    }
    expectedSize += Buffer.byteLength(text)
    assertAlone()
  }

  const missing = findMissing(before, JSON.stringify({ payout: 1, ...subject, nextNonce }))
  if (missing === undefined) throw new InputError(`${path} is no journal of a payout.`)
  if (missing) write(missing)
  const lines = `${before}${missing}`.split('\n').slice(0, -1)
  for (const [index, line] of lines.entries()) {
    const record = await readRecord(line, { subject, recipients, isFirst: index === 0, path })
    if (record) take(record)
    else if (lines[index + 1] !== cut)
      throw new StoppedError(`${path}, line ${index + 1} is damaged: what has been paid is not certain any more.`)
  }

  return {
    payments,
    refused,
    assertAlone,
    nextNonce: () => next,
    append(record) {
      write(`${JSON.stringify(record)}\n`)
      take(record)
    },
  }
}

/** Opened, or made, and the name of it on disk. */
function open(path: string): number {
  try {
    const file = openSync(path, 'a+', 0o600)
    syncFolder(path)
    return file
  } catch (error) {
    throw new InputError(`The journal ${path} cannot be opened (${codeOf(error)}).`)
  }
}

/** What has to be added so that every line is whole: the first line, or the mark of one that was cut off. */
function findMissing(text: string, header: string): string | undefined {
  const tail = text.slice(text.lastIndexOf('\n') + 1)
  if (tail === text) return header.startsWith(text) ? `${header.slice(text.length)}\n` : undefined
  if (tail === '') return ''
  return cut.startsWith(tail) ? `${cut.slice(tail.length)}\n` : `\n${cut}\n`
}

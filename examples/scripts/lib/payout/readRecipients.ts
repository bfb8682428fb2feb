import { type Address, getAddress, isAddress, parseEther, zeroAddress } from 'viem'
import { InputError } from '../errors.ts'

/** One payment to make. */
export type Recipient = {
  /** The line in the file, counted from 1. Identifies the payment in the journal. */
  line: number
  address: Address
  /** In wei. */
  amount: bigint
}

/**
 * Reads `address,amount` lines, with the amount in ether. Reads the whole file and reports every mistake with its line before any of it is used.
 * Accepts a byte order mark and Windows line endings. Refuses quotes, because no cell needs them and they could hide a decimal comma.
 *
 * @throws InputError
 */
export function readRecipients(text: string): Recipient[] {
  const [header, ...rows] = text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
  if (header !== 'address,amount') throw new InputError('line 1: must be the header address,amount')
  if (rows.length === 0) throw new InputError('The file has no recipients.')

  const mistakes: string[] = []
  const seen = new Map<string, number>()
  const recipients = rows.flatMap((row, index): Recipient[] => {
    const line = index + 2
    const problem = findProblem(row)
    const [address = '', amount = ''] = row.split(',')
    const duplicate = seen.get(address.toLowerCase())
    seen.set(address.toLowerCase(), duplicate ?? line)
    if (problem || duplicate) {
      mistakes.push(`line ${line}: ${problem ?? `${address} is already in line ${duplicate}`}`)
      return []
    }
    return [{ line, address: getAddress(address), amount: parseEther(amount) }]
  })
  if (mistakes.length > 0) throw new InputError(`Nothing was signed. Fix these lines:\n${mistakes.join('\n')}`)
  return recipients
}

function findProblem(row: string): string | undefined {
  if (row === '') return 'is empty'
  if (/["'“”„‘’]/.test(row)) return 'has quotes; remove them'
  const [address = '', amount = '', ...more] = row.split(',')
  if (amount === '' || more.length > 0) return 'must be an address, a comma and an amount'
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return `${JSON.stringify(address)} is not an address`
  // viem accepts an all-lowercase address, which has no checksum.
  if (!isAddress(address)) return `${address} has a wrong checksum; a character was changed`
  if (address === zeroAddress) return 'is the zero address, which nobody owns'
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(amount))
    return `${JSON.stringify(amount)} is not an amount in ether, such as 1.25`
  return parseEther(amount) === 0n ? 'the amount is zero' : undefined
}

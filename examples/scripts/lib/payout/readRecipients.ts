import { type Address, getAddress, isAddress, parseEther, zeroAddress } from 'viem'
import { InputError } from '../errors.ts'

/** One payment. */
export type Recipient = {
  /** Of the file, counted from 1: by this it is known in the journal. */
  line: number
  address: Address
  /** Wei. */
  amount: bigint
}

/**
 * Reads `address,amount` lines, the amount in ether. All of the file is read, and every mistake named with its line, before any of it is
 * used. A byte order mark and Windows line ends are passed over, since they change nothing; quotes are not read, because no cell needs
 * them and a decimal comma would hide in them.
 *
 * @throws InputError
 */
export function readRecipients(text: string): Recipient[] {
  const [head, ...rows] = text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
  if (head !== 'address,amount') throw new InputError('line 1: the first line has to be: address,amount')
  if (rows.length === 0) throw new InputError('There is nobody to pay.')

  const mistakes: string[] = []
  const seen = new Map<string, number>()
  const recipients = rows.flatMap((row, index): Recipient[] => {
    const line = index + 2
    const problem = findProblem(row)
    const [address = '', amount = ''] = row.split(',')
    const twin = seen.get(address.toLowerCase())
    seen.set(address.toLowerCase(), twin ?? line)
    if (problem || twin) {
      mistakes.push(`line ${line}: ${problem ?? `${address} is in line ${twin} already`}`)
      return []
    }
    return [{ line, address: getAddress(address), amount: parseEther(amount) }]
  })
  if (mistakes.length > 0) throw new InputError(`Nothing was signed.\n${mistakes.join('\n')}`)
  return recipients
}

function findProblem(row: string): string | undefined {
  if (row === '') return 'it is empty'
  if (/["'“”„‘’]/.test(row)) return 'it has quotes; write the two cells without'
  const [address = '', amount = '', ...more] = row.split(',')
  if (amount === '' || more.length > 0) return 'it has to be an address, a comma, and an amount'
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return `${JSON.stringify(address)} is no address`
  // Viem takes an address without capitals, which has no checksum.
  if (!isAddress(address)) return `${address} has a wrong checksum: a character of it was changed`
  if (address === zeroAddress) return 'nobody has the zero address'
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(amount)) return `${JSON.stringify(amount)} is no amount in ether, such as 1.25`
  return parseEther(amount) === 0n ? 'the amount is nothing' : undefined
}

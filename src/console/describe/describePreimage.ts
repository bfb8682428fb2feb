import * as Rlp from 'ox/Rlp'
import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { describeAuthorization } from './describeAuthorization.js'
import { describeTransaction } from './describeTransaction.js'
import type { PayloadDescription } from './description.js'
import { plural, quote, shortenHex } from './text.js'
import { toReadableText } from './toReadableText.js'

const messagePrefix = Buffer.from('\u0019Ethereum Signed Message:\n')
const typedDataPrefix = Buffer.from([0x19, 0x01])
const authorizationPrefix = Buffer.from([0x05])

/** Describes bytes whose Keccak-256 hash is signed. Undefined for bytes that nothing in Ethereum signs. */
export function describePreimage(reader: ConsoleReader, bytes: Uint8Array): PayloadDescription | undefined {
  const preimage = Buffer.from(bytes)
  return (
    describeMessage(preimage) ??
    describeTypedDataHashes(preimage) ??
    describeEncodedAuthorization(preimage) ??
    describeEncodedTransaction(reader, preimage)
  )
}

/** `0x19 ‖ "Ethereum Signed Message:\n" ‖ length ‖ message`, https://eips.ethereum.org/EIPS/eip-191 */
function describeMessage(preimage: Buffer): PayloadDescription | undefined {
  const message = unwrapMessage(preimage)
  if (message === undefined) return undefined
  const text = toReadableText(message)
  const hex = `0x${message.toString('hex')}`
  return {
    kind: 'messages',
    title:
      text === undefined
        ? `Sign the message ${shortenHex(hex)} (${plural(message.length, 'byte')})`
        : `Sign the message ${quote(text)}`,
    fields: () => [
      text === undefined
        ? { name: 'message', value: hex, note: `EIP-191 message of ${plural(message.length, 'byte')}` }
        : { name: 'message', value: text, note: 'EIP-191 message' },
    ],
  }
}

/** The length is decimal without leading zeros, so at most one split into length and message fits. */
function unwrapMessage(preimage: Buffer): Buffer | undefined {
  if (!preimage.subarray(0, messagePrefix.length).equals(messagePrefix)) return undefined
  const rest = preimage.subarray(messagePrefix.length)
  for (let digits = 1; digits <= 7 && digits <= rest.length; digits++) {
    const length = rest.subarray(0, digits).toString('latin1')
    const message = rest.subarray(digits)
    if (length === `${message.length}`) return message
  }
  return undefined
}

/** `0x1901 ‖ domain hash ‖ message hash`, https://eips.ethereum.org/EIPS/eip-712. Typed data of type EIP712Domain has no message. */
function describeTypedDataHashes(preimage: Buffer): PayloadDescription | undefined {
  if (!preimage.subarray(0, 2).equals(typedDataPrefix) || (preimage.length !== 66 && preimage.length !== 34))
    return undefined
  const hashAt = (start: number): string => `0x${preimage.subarray(start, start + 32).toString('hex')}`
  return {
    kind: 'typed data messages',
    title: `Sign typed data with the hash ${shortenHex(hashAt(preimage.length - 32))}`,
    fields: () => [
      { name: 'domain hash', value: hashAt(2) },
      ...(preimage.length === 66 ? [{ name: 'message hash', value: hashAt(34) }] : []),
      { name: 'typed data', note: 'The app sent only its EIP-712 hashes, so its content cannot be shown.' },
    ],
  }
}

/** `0x05 ‖ rlp([chainId, address, nonce])`, https://eips.ethereum.org/EIPS/eip-7702 */
function describeEncodedAuthorization(preimage: Buffer): PayloadDescription | undefined {
  // 1 + 2 + 33 + 21 + 9 at most.
  if (!preimage.subarray(0, 1).equals(authorizationPrefix) || preimage.length > 66) return undefined
  let fields: unknown
  try {
    fields = Rlp.toHex(preimage.subarray(1))
  } catch {
    return undefined
  }
  if (!Array.isArray(fields) || fields.length !== 3) return undefined
  const [chainId, address, nonce]: unknown[] = fields
  if (!isInteger(chainId, 32) || !isHex(address) || address.length !== 42 || !isInteger(nonce, 8)) return undefined
  // Other encodings of the same fields have another hash, which no chain accepts.
  if (!preimage.subarray(1).equals(Rlp.fromHex([chainId, address, nonce], { as: 'Bytes' }))) return undefined
  return {
    kind: 'authorizations',
    ...describeAuthorization({ chainId: toInteger(chainId), address, nonce: toInteger(nonce) }),
  }
}

function describeEncodedTransaction(reader: ConsoleReader, preimage: Buffer): PayloadDescription | undefined {
  const transaction = reader.transaction(preimage)
  return transaction === undefined ? undefined : { kind: 'transactions', ...describeTransaction(transaction) }
}

const isHex = (value: unknown): value is `0x${string}` => typeof value === 'string' && value.startsWith('0x')

/** Big-endian, without leading zeros. */
const isInteger = (value: unknown, maxBytes: number): value is `0x${string}` =>
  isHex(value) && value.length <= 2 + 2 * maxBytes && !value.startsWith('0x00')

const toInteger = (hex: `0x${string}`): bigint => (hex === '0x' ? 0n : BigInt(hex))

import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { decodeHex } from './decodeHex.js'
import { describeAuthorization } from './describeAuthorization.js'
import { describePreimage } from './describePreimage.js'
import { describeTypedData } from './describeTypedData.js'
import type { PayloadDescription } from './description.js'
import { isRecord, parseJson } from './json.js'
import { quote, shortenHex } from './text.js'
import { toReadableText } from './toReadableText.js'

/** A payload of `sign_raw_payload` or `sign_raw_payloads`. */
export type RawPayload = { payload: string; encoding: string; hashFunction: string }

/**
 * Describes what a raw payload stands for. Apps send readable preimages where there are any, so bytes that are hashed with
 * Keccak-256 are read as what Ethereum signs that way: a message, typed data, an authorization, a transaction.
 */
export function describePayload(
  reader: ConsoleReader,
  { payload, encoding, hashFunction }: RawPayload,
): PayloadDescription {
  if (encoding === 'PAYLOAD_ENCODING_EIP712') return { kind: 'typed data messages', ...describeTypedData(payload) }
  if (encoding === 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION') return describeAuthorizationJson(payload)
  const isText = encoding === 'PAYLOAD_ENCODING_TEXT_UTF8'
  const bytes = isText ? Buffer.from(payload, 'utf8') : decodeHex(payload)
  if (bytes === undefined)
    return {
      kind: 'payloads',
      title: 'Sign an unreadable payload',
      fields: () => [{ name: 'payload', value: payload }],
    }
  if (hashFunction === 'HASH_FUNCTION_NO_OP') return describeDigest(toHex(bytes), isText ? payload : undefined)
  return (
    (hashFunction === 'HASH_FUNCTION_KECCAK256' ? describePreimage(reader, bytes) : undefined) ?? describeBytes(bytes)
  )
}

function describeDigest(digest: string, text: string | undefined): PayloadDescription {
  return {
    kind: 'digests',
    title: `Sign the digest ${shortenHex(digest)}`,
    fields: () => [
      { name: 'digest', value: digest, note: 'A hash: what was hashed cannot be shown.' },
      ...(text === undefined ? [] : [{ name: 'text', value: text }]),
    ],
  }
}

function describeBytes(bytes: Uint8Array): PayloadDescription {
  const text = toReadableText(bytes)
  if (text !== undefined && text !== '')
    return {
      kind: 'texts',
      title: `Sign the text ${quote(text)}`,
      fields: () => [{ name: 'text', value: text, note: 'Not an EIP-191 message.' }],
    }
  return {
    kind: 'payloads',
    title: `Sign ${bytes.length} bytes`,
    fields: () => [{ name: 'bytes', value: toHex(bytes), note: 'Nothing that this signer can decode.' }],
  }
}

function describeAuthorizationJson(json: string): PayloadDescription {
  const kind = 'authorizations'
  const value = parseJson(json)
  const { chainId, address, nonce } = isRecord(value) ? value : {}
  if (typeof address !== 'string' || !isQuantity(chainId) || !isQuantity(nonce))
    return { kind, title: 'Sign an unreadable authorization', fields: () => [{ name: 'payload', value: json }] }
  return { kind, ...describeAuthorization({ chainId: BigInt(chainId), address, nonce: BigInt(nonce) }) }
}

/** A number, or a string in decimal or 0x hex. Longer digits than those of 256 bits take long to parse. */
function isQuantity(value: unknown): value is number | string {
  return typeof value === 'string' ? /^([0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value) : Number.isInteger(value)
}

function toHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}

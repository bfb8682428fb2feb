import { chainName } from './chains.js'
import { quote, short } from './format.js'
import { hexBytes } from './hexBytes.js'
import { isRecord, parseJson } from './json.js'
import type { Words } from './transaction.js'
import { describeTypedData } from './typedData.js'

const hashes: Record<string, string> = {
  HASH_FUNCTION_NO_OP: 'not hashed again',
  HASH_FUNCTION_SHA256: 'hashed with SHA-256',
  HASH_FUNCTION_KECCAK256: 'hashed with Keccak-256',
}

/** Around messages people sign, https://eips.ethereum.org/EIPS/eip-191 */
const frame = '\u0019Ethereum Signed Message:\n'

/** What `sign_raw_payload` is given. */
export function describePayload(payload: string, encoding: string, hashFunction: string): Words {
  if (encoding === 'PAYLOAD_ENCODING_EIP712') return describeTypedData(payload)
  if (encoding === 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION') return describeAuthorization(payload)
  const hashed = hashes[hashFunction] ?? hashFunction
  if (encoding === 'PAYLOAD_ENCODING_TEXT_UTF8') return message(payload, `text, ${hashed}`)
  const text = hashFunction === 'HASH_FUNCTION_NO_OP' ? undefined : readText(payload)
  if (text !== undefined)
    return message(text.content, `${text.isPersonal ? 'message of EIP-191' : 'text'} as hex, ${hashed}`)
  const hex = payload.replace(/^0[xX]/, '')
  const digest = `0x${hex.toLowerCase()}`
  if (hashFunction === 'HASH_FUNCTION_NO_OP')
    return {
      title: `Sign the digest ${short(digest)}`,
      asked: () => [{ name: 'digest', value: digest, note: 'a hash: what it stands for cannot be seen' }],
    }
  return {
    title: `Sign ${hex.length / 2} bytes`,
    asked: () => [{ name: 'bytes', value: digest, note: hashed }],
  }
}

function message(content: string, note: string): Words {
  return { title: `Sign the message ${quote(content)}`, asked: () => [{ name: 'message', value: content, note }] }
}

/** Bytes that are text, without the frame of EIP-191. */
function readText(hex: string): { content: string; isPersonal: boolean } | undefined {
  const bytes = hexBytes(hex)
  if (bytes === undefined || bytes.length === 0) return undefined
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
  const content = text.startsWith(frame) ? contentOf(text.slice(frame.length)) : undefined
  if (content !== undefined) return { content, isPersonal: true }
  return isReadable(text) ? { content: text, isPersonal: false } : undefined
}

/** What follows the frame is a length and a content of that length, which may begin with a digit itself. */
function contentOf(framed: string): string | undefined {
  for (let digits = 1; /^[0-9]{1,7}$/.test(framed.slice(0, digits)); digits++) {
    const content = framed.slice(digits)
    if (Buffer.byteLength(content) !== Number(framed.slice(0, digits))) continue
    return isReadable(content) ? content : undefined
  }
  return undefined
}

function isReadable(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]/u.test(text)
}

/** A number, or a string in decimal or 0x hex, no longer than 256 bits take. */
function isQuantity(value: unknown): value is number | string {
  return typeof value === 'string' ? /^([0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value) : Number.isInteger(value)
}

function describeAuthorization(json: string): Words {
  const value = parseJson(json)
  const { chainId, address, nonce } = isRecord(value) ? value : {}
  if (typeof address !== 'string' || !isQuantity(chainId) || !isQuantity(nonce))
    return { title: 'Sign an authorization that cannot be read', asked: () => [{ name: 'payload', value: json }] }
  const chain = BigInt(chainId) === 0n ? 'every chain' : chainName(BigInt(chainId))
  return {
    title: /^0x0{40}$/.test(address)
      ? `Take back the delegation of the account on ${chain}`
      : `Delegate the account to the code of ${short(address)} on ${chain}`,
    asked: () => [
      { name: 'delegate to', value: address },
      { name: 'chain', value: chain, note: `id ${BigInt(chainId)}` },
      { name: 'nonce', value: BigInt(nonce).toString() },
      { name: 'kind', value: 'authorization', note: 'EIP-7702' },
    ],
  }
}

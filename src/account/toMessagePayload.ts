import {
  type ByteArray,
  type Hex,
  hexToBytes,
  isHex,
  keccak256,
  type SignableMessage,
  stringToHex,
  toPrefixedMessage,
} from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { isBytes } from './isBytes.js'
import { type Payload, toPreimagePayload } from './signPayload.js'
import { toSignatureHex } from './toSignature.js'
import { toWholeBytes } from './toWholeBytes.js'

/**
 * Converts a message to a payload: its EIP-191 text if its bytes are UTF-8, else its EIP-191 bytes.
 *
 * @throws InvalidParameterError if it is not a message.
 */
export function toMessagePayload(message: SignableMessage): Payload<Hex> {
  const raw: unknown = typeof message === 'string' ? stringToHex(message) : message?.raw
  const isText = typeof raw === 'string'
  // Not `message`, of which a getter may return something else now.
  const prefixed = (isText || isBytes(raw) || Array.isArray(raw)) && toPrefixedMessage({ raw: raw as Hex | ByteArray })
  // A string may be anything. viem hashes one that is not hex, and a signer cannot decode it.
  const preimage = isHex(prefixed) ? toWholeBytes(prefixed) : undefined
  // viem makes text of a list of anything but bytes.
  if (!prefixed || !(isText || preimage))
    throw new InvalidParameterError({
      parameter: 'message',
      value: String(raw),
      message: 'This is not a message. Pass text or `{ raw }`.',
    })
  const decoded = preimage && hexToBytes(preimage)
  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decoded)
  } catch {
    // It is not text.
  }
  return {
    digest: keccak256(decoded ?? prefixed),
    preimage,
    // The text is never empty: it begins with EIP-191's prefix.
    readable: text
      ? { payload: text, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }
      : preimage && toPreimagePayload(preimage),
    finish: toSignatureHex,
  }
}

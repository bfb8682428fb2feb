import {
  type ByteArray,
  type Hex,
  hexToBytes,
  isHex,
  keccak256,
  type SignableMessage,
  serializeSignature,
  stringToHex,
  toPrefixedMessage,
} from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { isBytes } from './isBytes.js'
import { type Payload, toPreimagePayload } from './signPayload.js'
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
  // viem makes text of a list of anything but bytes.
  if (!prefixed || !(isText || isHex(prefixed)))
    throw new InvalidParameterError({
      parameter: 'message',
      value: String(raw),
      message: 'This is not a message. Pass text or `{ raw }`.',
    })
  const bytes = toWholeBytes(prefixed)
  // viem also hashes a string that is not hex. A signer cannot decode one.
  const preimage = isHex(bytes) ? bytes : undefined
  const text = preimage && toText(preimage)
  return {
    digest: keccak256(bytes),
    preimage,
    // The text is never empty: it begins with EIP-191's prefix.
    readable: text
      ? { payload: text, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }
      : preimage && toPreimagePayload(preimage),
    finish: serializeSignature,
  }
}

/** Returns the text whose UTF-8 form is exactly these bytes. `undefined` if they are not UTF-8. */
function toText(bytes: Hex): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(hexToBytes(bytes))
  } catch {
    return undefined
  }
}

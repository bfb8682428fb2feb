import { type Hex, hexToBytes, isHex, keccak256, type SignableMessage, toPrefixedMessage } from 'viem'
import { readMessage } from './readMessage.js'
import { type Payload, toPreimagePayload } from './signPayload.js'
import { toSignatureHex } from './toSignature.js'
import { toWholeBytes } from './toWholeBytes.js'

/**
 * Converts a message to a payload: its EIP-191 text if its bytes are UTF-8, else its EIP-191 bytes.
 *
 * @throws InvalidParameterError if it is not a message.
 */
export function toMessagePayload(message: SignableMessage): Payload<Hex> {
  const prefixed = toPrefixedMessage(readMessage(message))
  // A string may be anything. viem hashes one that is not hex, and a signer cannot decode it.
  const preimage = isHex(prefixed) ? toWholeBytes(prefixed) : undefined
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

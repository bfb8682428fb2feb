import {
  type Hex,
  hexToBytes,
  isHex,
  keccak256,
  type SignableMessage,
  serializeSignature,
  toPrefixedMessage,
} from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import type { Payload } from './signPayload.js'

/**
 * Returns a message as the wire has it: the EIP-191 text where its bytes are text, else its EIP-191 bytes.
 *
 * @throws InvalidParameterError when it is no message.
 */
export function toMessagePayload(message: SignableMessage): Payload<Hex> {
  const raw: unknown = typeof message === 'string' ? message : message?.raw
  if (typeof raw !== 'string' && !ArrayBuffer.isView(raw))
    throw new InvalidParameterError({
      parameter: 'message',
      value: String(raw),
      message: 'This is not a message. Pass text, or `{ raw }` with hex or a Uint8Array.',
    })
  const prefixed = toPrefixedMessage(message)
  // viem hashes an odd number of digits with a zero before them.
  const bytes: Hex = prefixed.length % 2 ? `0x0${prefixed.slice(2)}` : prefixed
  // It also hashes what is not hex, which no signer reads.
  const preimage = isHex(bytes) ? bytes : undefined
  const text = preimage && toText(preimage)
  return {
    digest: keccak256(bytes),
    preimage,
    readable:
      text === undefined
        ? undefined
        : { payload: text, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' },
    finish: serializeSignature,
  }
}

/** Text that has exactly these bytes in UTF-8; `undefined` where there is none. */
function toText(bytes: Hex): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(hexToBytes(bytes))
  } catch {
    return undefined
  }
}

import { bytesToHex, type Hex, isHex, type SignableMessage } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { isBytes } from './isBytes.js'

/**
 * Reads a message once. Bytes become hex, which cannot change and has the same signature.
 *
 * @throws InvalidParameterError if it is not a message.
 */
export function readMessage(message: SignableMessage): string | { raw: Hex } {
  if (typeof message === 'string') return message
  const given: unknown = message?.raw
  const raw = Array.isArray(given) || isBytes(given) ? bytesToHex(given as Uint8Array) : given
  // Text that is not hex is hashed by viem, too. Of a list of anything but bytes, it makes text.
  if (isHex(raw) || typeof given === 'string') return { raw: raw as Hex }
  throw new InvalidParameterError({
    parameter: 'message',
    value: String(given),
    message: 'This is not a message. Pass text or `{ raw }`.',
  })
}

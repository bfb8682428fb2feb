import type { SignRawPayloadResult } from '../../../wire/results.js'
import type { DigestSignature } from '../../keys/signDigest.js'

const word = (value: bigint): string => value.toString(16).padStart(64, '0')

/** Formats a signature for the wire: 64 hex characters for r and s, `00` or `01` for v. */
export function toWireSignature({ r, s, yParity }: DigestSignature): SignRawPayloadResult {
  return { r: word(r), s: word(s), v: yParity === 0 ? '00' : '01' }
}

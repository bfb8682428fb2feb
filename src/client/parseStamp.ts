import type { Stamp } from '../wire/stamp.js'
import { hasStrings } from './guards.js'

/**
 * Parses a stamp: one of the signer's two headers. Another header could redirect or authorize something else, and platforms
 * quote a value that they refuse in their error.
 */
export function parseStamp(stamp: unknown): Stamp | undefined {
  // Read once: what is checked is what is sent.
  const { stampHeaderName, stampHeaderValue } = Object(stamp)
  const copy = { stampHeaderName, stampHeaderValue }
  return hasStrings(copy, Object.keys(copy)) &&
    /^x-stamp(-webauthn)?$/i.test(copy.stampHeaderName) &&
    /^[ -~]+$/.test(copy.stampHeaderValue)
    ? copy
    : undefined
}

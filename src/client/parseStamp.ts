import type { Stamp } from '../wire/stamp.js'
import { hasStrings } from './guards.js'

/**
 * Parses a stamp: one of the signer's two headers. Another header could redirect or authorize something else, and platforms
 * quote a value that they refuse in their error.
 */
export function parseStamp(stamp: unknown): Stamp | undefined {
  if (!hasStrings(stamp, ['stampHeaderName', 'stampHeaderValue'])) return undefined
  const { stampHeaderName, stampHeaderValue } = stamp
  if (!/^x-stamp(-webauthn)?$/i.test(stampHeaderName) || !/^[ -~]+$/.test(stampHeaderValue)) return undefined
  return { stampHeaderName, stampHeaderValue }
}

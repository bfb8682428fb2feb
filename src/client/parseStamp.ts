import type { Stamp } from '../wire/stamp.js'
import { hasStrings } from './guards.js'

/**
 * Parses a stamp: one of the signer's two headers. Another header could redirect or authorize something else, and platforms
 * quote a value that they refuse in their error.
 */
export function parseStamp(stamp: unknown): Stamp | undefined {
  return isStamp(stamp)
    ? { stampHeaderName: stamp.stampHeaderName, stampHeaderValue: stamp.stampHeaderValue }
    : undefined
}

function isStamp(value: unknown): value is Stamp {
  return (
    hasStrings(value, ['stampHeaderName', 'stampHeaderValue']) &&
    /^x-stamp(-webauthn)?$/i.test(value.stampHeaderName) &&
    /^[ -~]+$/.test(value.stampHeaderValue)
  )
}

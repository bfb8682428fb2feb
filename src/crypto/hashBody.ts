import { sha256, stringToBytes } from 'viem'

/**
 * Hashes the exact body of a request: SHA-256, lowercase hex without 0x. A passkey's challenge and an activity's
 * fingerprint are made from it.
 */
export function hashBody(body: string): string {
  return sha256(stringToBytes(body)).slice(2)
}

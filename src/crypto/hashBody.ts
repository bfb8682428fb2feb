import { sha256, stringToBytes } from 'viem'

/** Lowercase hex SHA-256 of the exact body, without 0x: what a passkey is challenged with and what a fingerprint is made of. */
export function hashBody(body: string): string {
  return sha256(stringToBytes(body)).slice(2)
}

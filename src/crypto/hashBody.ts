import { sha256, stringToBytes } from 'viem'
import { rememberLast } from './rememberLast.js'

/**
 * Hashes the exact body of a request: SHA-256, lowercase hex without 0x. A passkey's challenge and an activity's
 * fingerprint are made from it.
 */
export const hashBody: (body: string) => string = rememberLast((body) => sha256(stringToBytes(body)).slice(2))

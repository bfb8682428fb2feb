import type { SignRawPayloadResult } from '../../../wire/results.js'
import { type DigestSignature, signDigest } from '../../keys/signDigest.js'

const word = (value: bigint): string => value.toString(16).padStart(64, '0')

/** 64 hex characters for r and s, `00` or `01` for v. */
export function wireSignature(privateKey: Uint8Array, digest: Uint8Array): SignRawPayloadResult {
  const { r, s, yParity }: DigestSignature = signDigest(privateKey, digest)
  return { r: word(r), s: word(s), v: yParity === 0 ? '00' : '01' }
}

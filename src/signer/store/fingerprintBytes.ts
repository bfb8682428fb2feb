/** Returns the 32 bytes of a fingerprint. Anything else gives an empty array, which matches no activity. */
export function toFingerprintBytes(fingerprint: string): Uint8Array {
  return Buffer.from(/^sha256:([0-9a-f]{64})$/.exec(fingerprint)?.[1] ?? '', 'hex')
}

/** Formats the 32 bytes of a fingerprint as the wire has it. */
export function toFingerprint({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return `sha256:${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`
}

/**
 * Converts a P-256 signature from DER, `SEQUENCE { INTEGER r, INTEGER s }` (SEC 1, C.8), to WebCrypto's form: r, then s,
 * 32 bytes each. Returns `undefined` for anything else.
 */
export function fromDer(signature: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) return undefined
  const raw = new Uint8Array(64)
  let start = 2
  for (const end of [32, 64]) {
    const length = signature[start + 1] ?? 0
    const integer = signature.subarray(start + 2, start + 2 + length)
    // A leading zero keeps the first bit from reading as a sign.
    const value = integer[0] === 0 ? integer.subarray(1) : integer
    if (signature[start] !== 0x02 || integer.length !== length || length === 0 || value.length > 32) return undefined
    raw.set(value, end - value.length)
    start += 2 + length
  }
  return start === signature.length ? raw : undefined
}

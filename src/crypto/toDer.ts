/** WebCrypto's signature (r and s, one after the other) as ASN.1 DER: `SEQUENCE { INTEGER r, INTEGER s }` (SEC1 C.8). */
export function toDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  const r = toInteger(signature.subarray(0, half))
  const s = toInteger(signature.subarray(half))
  // A P-256 signature is at most 70 bytes, so every length fits in one.
  return Uint8Array.from([0x30, r.length + s.length, ...r, ...s])
}

/** Shortest form; a leading zero where the first bit would read as a sign. */
function toInteger(bytes: Uint8Array): number[] {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const value = [...bytes.subarray(start)]
  if ((value[0] ?? 0) & 0x80) value.unshift(0)
  return [0x02, value.length, ...value]
}

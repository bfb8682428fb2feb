/** Converts a P-256 signature from WebCrypto's form (r, then s) to DER: `SEQUENCE { INTEGER r, INTEGER s }` (SEC 1, C.8). */
export function toDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  const r = toInteger(signature.subarray(0, half))
  const s = toInteger(signature.subarray(half))
  // At most 70 bytes, so each length fits in one byte.
  return Uint8Array.from([0x30, r.length + s.length, ...r, ...s])
}

/** The shortest form, with a leading zero if the first bit would read as a sign. */
function toInteger(bytes: Uint8Array): number[] {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const value = [...bytes.subarray(start)]
  if ((value[0] ?? 0) & 0x80) value.unshift(0)
  return [0x02, value.length, ...value]
}

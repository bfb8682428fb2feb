/** Whether a value is a `Uint8Array` of any realm. `instanceof` fails for those of a frame or of jsdom. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && /^Uint8/.test(Object(value)[Symbol.toStringTag])
}

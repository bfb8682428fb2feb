import fc from 'fast-check'

/** An edit of bytes. Positions are fractions of the length, so that an edit fits bytes of any length. */
export type ByteEdit =
  | { edit: 'flip'; at: number; bit: number }
  | { edit: 'set'; at: number; byte: number }
  | { edit: 'cut'; at: number }
  | { edit: 'remove'; at: number; length: number }
  | { edit: 'insert'; at: number; bytes: Uint8Array }
  | { edit: 'repeat'; at: number; length: number }

/** Uniform between 0 and 1. `fc.double` is uniform among the doubles, most of which are almost 0. */
export const fraction: fc.Arbitrary<number> = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1_000_000)

const at = fraction
const length = fc.integer({ min: 1, max: 64 })

export const byteEdit: fc.Arbitrary<ByteEdit> = fc.oneof(
  fc.record({ edit: fc.constant('flip' as const), at, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({
    edit: fc.constant('set' as const),
    at,
    byte: fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0xff), fc.nat(255)),
  }),
  fc.record({ edit: fc.constant('cut' as const), at }),
  fc.record({ edit: fc.constant('remove' as const), at, length }),
  fc.record({ edit: fc.constant('insert' as const), at, bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }) }),
  fc.record({ edit: fc.constant('repeat' as const), at, length }),
)

export function editBytes(bytes: Uint8Array, edit: ByteEdit): Uint8Array {
  const position = Math.floor(edit.at * bytes.length)
  const [before, after] = [bytes.subarray(0, position), bytes.subarray(position)]
  switch (edit.edit) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << edit.bit)]), after.subarray(1)])
    case 'set':
      return Buffer.concat([before, Buffer.from([edit.byte]), after.subarray(1)])
    case 'cut':
      return before
    case 'remove':
      return Buffer.concat([before, after.subarray(edit.length)])
    case 'insert':
      return Buffer.concat([before, edit.bytes, after])
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, edit.length), after])
  }
}

/** Keccak's state, 200 bytes, and what permutes it. */
export type Permutation = { state: Uint8Array; permute: () => void }

const lanes = 25
const rounds = 24
const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** Opcodes: https://webassembly.github.io/spec/core/appendix/index-instructions.html */
const [loop, end, branchIf, get, set] = [0x03, 0x0b, 0x0d, 0x20, 0x21]
const [load64, store64, const32, const64] = [0x29, 0x37, 0x41, 0x42]
const [less32, add32, and64, xor64, rotateLeft64] = [0x49, 0x6a, 0x83, 0x85, 0x89]
const [i32, i64, functionType, block] = [0x7f, 0x7e, 0x60, 0x40]

/** The locals of the function: where the state, the moved state, and the columns are. */
const [a, b, c, d, counter] = [0, lanes, 2 * lanes, 2 * lanes + 5, 2 * lanes + 10]

/**
 * Assembles Keccak-f[1600] in WebAssembly, which has 64-bit integers and rotations.
 * https://keccak.team/keccak_specs_summary.html
 */
export function createPermutation(): Permutation {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble()))
  const { memory, permute } = exports
  if (!(memory instanceof WebAssembly.Memory) || typeof permute !== 'function')
    throw new TypeError('the module of Keccak lacks an export')
  new BigUint64Array(memory.buffer, lanes * 8).set(roundConstants())
  return { state: new Uint8Array(memory.buffer, 0, lanes * 8), permute: () => void permute() }
}

/** The state is at the beginning of the memory, and the round constants after it. */
function assemble(): Uint8Array<ArrayBuffer> {
  const code = [
    ...indices(lanes).flatMap((lane) => [const32, 0, load64, 3, ...leb(8 * lane), set, a + lane]),
    ...[loop, block, ...round()],
    // The counter is the offset of the next round constant.
    ...[get, counter, const32, 8, add32, set, counter],
    ...[get, counter, const32, ...signedLeb(8 * rounds), less32, branchIf, 0, end],
    ...indices(lanes).flatMap((lane) => [const32, 0, get, a + lane, store64, 3, ...leb(8 * lane)]),
    end,
  ]
  const locals = [2, ...leb(counter), i64, 1, i32]
  const body = [...locals, ...code]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, functionType, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('permute'), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ])
}

function round(): number[] {
  const theta = indices(5).flatMap((x) => [
    ...[get, a + x, get, a + x + 5, xor64, get, a + x + 10, xor64, get, a + x + 15, xor64, get, a + x + 20, xor64],
    ...[set, c + x],
  ])
  const parities = indices(5).flatMap((x) => [
    ...[get, c + ((x + 4) % 5), get, c + ((x + 1) % 5), const64, 1, rotateLeft64, xor64, set, d + x],
  ])
  const rhoAndPi = indices(lanes).flatMap((lane) => {
    const [x, y] = [lane % 5, Math.floor(lane / 5)]
    const to = y + 5 * ((2 * x + 3 * y) % 5)
    return [get, a + lane, get, d + x, xor64, const64, ...signedLeb(rotationOf(lane)), rotateLeft64, set, b + to]
  })
  const chi = indices(lanes).flatMap((lane) => {
    const row = 5 * Math.floor(lane / 5)
    const [next, afterNext] = [row + ((lane + 1) % 5), row + ((lane + 2) % 5)]
    // -1 has all bits: this is "not next, and the one after".
    return [
      ...[get, b + lane, get, b + next, const64, ...signedLeb(-1), xor64, get, b + afterNext, and64, xor64],
      ...[set, a + lane],
    ]
  })
  const iota = [get, a, get, counter, load64, 3, ...leb(8 * lanes), xor64, set, a]
  return [...theta, ...parities, ...rhoAndPi, ...chi, ...iota]
}

/** The offsets are triangular numbers along a walk through all lanes but the first. */
function rotationOf(lane: number): number {
  let [x, y] = [1, 0]
  for (const step of indices(rounds)) {
    if (lane === x + 5 * y) return (((step + 1) * (step + 2)) / 2) % 64
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
  }
  return 0
}

/** The output of a shift register, at the bits 0, 1, 3, 7, 15, 31 and 63. */
function roundConstants(): bigint[] {
  let register = 1
  return indices(rounds).map(() => {
    let constant = 0n
    for (const bit of indices(7)) {
      if ((register & 1) === 1) constant |= 1n << BigInt(2 ** bit - 1)
      register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1
    }
    return constant
  })
}

const section = (id: number, content: readonly number[]): number[] => [id, ...leb(content.length), ...content]
const name = (text: string): number[] => [text.length, ...Buffer.from(text, 'ascii')]

/** https://en.wikipedia.org/wiki/LEB128 */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >> 7)]
}

function signedLeb(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)]
}

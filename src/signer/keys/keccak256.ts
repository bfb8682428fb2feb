import { createPermutation } from './createPermutation.js'

/** Bytes that one permutation takes in. */
const rate = 136

let permutation: ReturnType<typeof createPermutation> | undefined

/**
 * Keccak-256 as Ethereum uses it: https://keccak.team/keccak_specs_summary.html. OpenSSL has only SHA-3, which pads differently,
 * and a JavaScript library takes ten times as long: the typed data of one request has thousands of hashes.
 */
export function keccak256(...parts: readonly Uint8Array[]): Uint8Array {
  permutation ??= createPermutation()
  const { state, permute } = permutation
  state.fill(0)
  let at = 0
  for (const part of parts)
    for (const byte of part) {
      state[at] = (state[at] ?? 0) ^ byte
      at += 1
      if (at < rate) continue
      permute()
      at = 0
    }
  state[at] = (state[at] ?? 0) ^ 0x01
  state[rate - 1] = (state[rate - 1] ?? 0) ^ 0x80
  permute()
  return state.slice(0, 32)
}

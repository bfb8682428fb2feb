import { isHex } from 'viem'

/** Pads hex with an odd number of digits with a zero, as viem does before it hashes. Leaves text that is not hex unchanged. */
export function toWholeBytes<text extends string>(text: text): text | `0x0${string}` {
  return isHex(text) && text.length % 2 ? `0x0${text.slice(2)}` : text
}

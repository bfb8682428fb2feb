import { bytesToHex, hexToBytes, sha256 } from 'viem'

const counts = [12, 15, 18, 21, 24]

/** What is typed or pasted so far: whether it is a wallet, what to say about it, and how its last word may go on. */
export function readWords(text: string, list: readonly string[]) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const typing = /\s$/.test(text) ? undefined : words.at(-1)
  const completions = list.filter((word) => typing !== undefined && word.startsWith(typing))
  const isKnown = (word: string) => list.includes(word)
  const wrong = words.findIndex((word, index) => {
    const mayGoOn = index === words.length - 1 && completions.length > 0
    return !isKnown(word) && !mayGoOn
  })
  const isValid = counts.includes(words.length) && words.every(isKnown) && hasChecksum(words, list)
  return {
    mnemonic: words.join(' '),
    isValid,
    status: describe(words, { wrong, isValid, isComplete: words.every(isKnown) }),
    suggestions: typing === undefined || typing.length < 2 || isKnown(typing) ? [] : completions.slice(0, 4),
  }
}

type Found = { wrong: number; isValid: boolean; isComplete: boolean }

function describe({ length }: readonly string[], { wrong, isValid, isComplete }: Found): string {
  if (length === 0) return ''
  if (wrong >= 0) return `Word ${wrong + 1} is not in the list of words. Check its spelling.`
  if (!counts.includes(length)) return `${length} of 12 to 24 words.`
  if (!isComplete) return `${length} words, the last one is not complete.`
  return isValid
    ? `${length} words. The checksum is right.`
    : `${length} words. The checksum is wrong: a word is missing, wrong or in the wrong place.`
}

/** BIP-39: 11 bits a word, of which one in 33 is of the hash of the others. */
function hasChecksum(words: readonly string[], list: readonly string[]): boolean {
  const bits = words.map((word) => list.indexOf(word).toString(2).padStart(11, '0')).join('')
  const size = Math.floor(bits.length / 33) * 32
  const entropy = Uint8Array.from({ length: size / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
  const [first = 0] = hexToBytes(sha256(bytesToHex(entropy)))
  return first.toString(2).padStart(8, '0').startsWith(bits.slice(size))
}

import { bytesToHex, hexToBytes, sha256 } from 'viem'
import { makeButton } from './dom.ts'

/** Says at once what is wrong with typed or pasted words, and completes the last one. */
export function watchWords(field: HTMLTextAreaElement, status: HTMLElement, suggestions: HTMLElement): void {
  field.addEventListener('input', () => void check())

  async function check(): Promise<void> {
    // The word list is loaded with the first letter.
    const { english } = await import('viem/accounts')
    const words = splitWords(field.value)
    const text = describeWords(words, english, !/\s$/.test(field.value))
    status.textContent = text
    field.setCustomValidity(isComplete(words, english) ? '' : text || 'Enter the words of your wallet.')
    const last = /\s$/.test(field.value) ? '' : (words.at(-1) ?? '')
    const found = last.length < 2 || english.includes(last) ? [] : english.filter((word) => word.startsWith(last))
    suggest(found.slice(0, 4))
  }

  /** A suggestion that is shown already stays, with the focus that it may have. */
  function suggest(found: readonly string[]): void {
    for (const button of [...suggestions.children]) if (!found.includes(button.textContent)) button.remove()
    const suggestion = (word: string) => makeButton(word, 'small', () => complete(word))
    let next = suggestions.firstElementChild
    for (const word of found) {
      if (next?.textContent === word) next = next.nextElementSibling
      else suggestions.insertBefore(suggestion(word), next)
    }
  }

  function complete(word: string): void {
    field.value = `${field.value.replace(/\S*$/, '')}${word} `
    field.focus()
    void check()
  }
}

/** What is typed or pasted, on however many lines. */
export function splitWords(text: string): string[] {
  return text.trim().toLowerCase().split(/\s+/).filter(Boolean)
}

const lengths = [12, 15, 18, 21, 24]

/** @param isTyping Whether the last word may go on. */
function describeWords(words: readonly string[], list: readonly string[], isTyping: boolean): string {
  if (words.length === 0) return ''
  const wrong = words.findIndex((word, index) => {
    const mayGoOn = isTyping && index === words.length - 1 && list.some((known) => known.startsWith(word))
    return !list.includes(word) && !mayGoOn
  })
  if (wrong >= 0) return `Word ${wrong + 1} is not in the list of words. Check its spelling.`
  if (!lengths.includes(words.length)) return `${words.length} of 12 to 24 words.`
  if (!words.every((word) => list.includes(word))) return `${words.length} words, the last one is not complete.`
  return hasChecksum(words.map((word) => list.indexOf(word)))
    ? `${words.length} words. The checksum is right.`
    : `${words.length} words. The checksum is wrong: a word is missing, wrong or in the wrong place.`
}

function isComplete(words: readonly string[], list: readonly string[]): boolean {
  return (
    lengths.includes(words.length) &&
    words.every((word) => list.includes(word)) &&
    hasChecksum(words.map((word) => list.indexOf(word)))
  )
}

/** BIP-39: 11 bits a word, of which one in 33 is of the hash of the others. */
function hasChecksum(indexes: readonly number[]): boolean {
  const bits = indexes.map((index) => index.toString(2).padStart(11, '0')).join('')
  const size = Math.floor(bits.length / 33) * 32
  const entropy = Uint8Array.from({ length: size / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
  const [first = 0] = hexToBytes(sha256(bytesToHex(entropy)))
  return first.toString(2).padStart(8, '0').startsWith(bits.slice(size))
}

/** Forgets the words, in the field and below it. */
export function clearWords(field: HTMLTextAreaElement, status: HTMLElement, suggestions: HTMLElement): void {
  field.value = ''
  status.textContent = ''
  suggestions.replaceChildren()
}

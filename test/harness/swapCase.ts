/** Swaps the case of an address's letters. `toLowerCase` would leave one random address of 4,000 unchanged. */
export function swapCase(address: string): string {
  return `0x${address.slice(2).replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))}`
}

/** Makes a function of a text compute its result once if it gets the same text several times in a row. */
export function rememberLast(compute: (text: string) => string): (text: string) => string {
  let last: string | undefined
  let result = ''
  return (text) => {
    if (text !== last) result = compute(text)
    last = text
    return result
  }
}

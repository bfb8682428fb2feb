/** What an empty chunk counts as, so that they come to an end: nothing else would, not even a timer. In bytes. */
const emptyChunk = 1024

/**
 * Reads the text of a response. Returns `undefined` as soon as it has more than `maxBytes`, and does not wait for the rest. A
 * small compressed response may become a large one.
 */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  if (Number(response.headers.get('content-length')) > maxBytes) return undefined
  // React Native and replacements of `fetch` have no web streams.
  if (typeof response.body?.getReader !== 'function') {
    const text = await response.text()
    return text.length <= maxBytes ? text : undefined
  }
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length || emptyChunk
    // Not `>`, which is false for NaN.
    if (!(bytes <= maxBytes)) {
      // Not awaited: the rest is not needed.
      reader.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

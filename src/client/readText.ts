/** Reads the text of a response. Returns `undefined` as soon as it has more than `maxBytes`, and does not wait for the rest. */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  // React Native and replacements of `fetch` have no web streams.
  if (typeof response.body?.getReader !== 'function') {
    const text = await response.text()
    return text.length > maxBytes ? undefined : text
  }
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > maxBytes) {
      reader.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

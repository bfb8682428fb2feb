/** Returns why a signal has aborted. The signals of React Native and of older browsers do not say. */
export function abortReason({ reason }: AbortSignal): unknown {
  return reason !== undefined ? reason : Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' })
}

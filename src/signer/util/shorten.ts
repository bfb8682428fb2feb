/** The beginning of a text of somebody else's, for a message. */
export function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`
}

/**
 * Whether another site asks, allowed origin or not: the page's data is for the page alone. Browsers say where a request comes
 * from, and a page cannot change that. https://www.w3.org/TR/fetch-metadata/
 */
export function isCrossOrigin({ headers, url }: Request): boolean {
  const origin = headers.get('origin')
  const host = headers.get('host') ?? new URL(url).host
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) return true
  const site = headers.get('sec-fetch-site')
  if (site === null || site === 'same-origin' || site === 'none') return false
  // Following a link to the page is no way of reading it.
  const opens = headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document'
  return !(opens && new URL(url).pathname === '/')
}

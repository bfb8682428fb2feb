/**
 * Returns whether another site sent the request, even one whose origin may use the signer: only the page itself may read this
 * data. A browser sets these headers, and a site cannot change them. https://www.w3.org/TR/fetch-metadata/
 */
export function isCrossOrigin({ headers, url }: Request): boolean {
  const origin = headers.get('origin')
  const host = headers.get('host') ?? new URL(url).host
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) return true
  const site = headers.get('sec-fetch-site')
  if (site === null || site === 'same-origin' || site === 'none') return false
  // A link on another site may open the page: that site learns nothing by it.
  const isNavigation = headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document'
  return !(isNavigation && new URL(url).pathname === '/')
}

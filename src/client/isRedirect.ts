/**
 * Whether a response is a redirect, or comes from another URL than the requested one. A browser reports a redirect that it did not
 * follow as status 0. React Native always follows it, and shows that in the response's URL alone.
 */
export function isRedirect({ redirected, url, status }: Response, requested: string): boolean {
  const isElsewhere = redirected || (url && normalize(url) !== normalize(requested))
  return Boolean(isElsewhere) || status === 0 || (status > 299 && status < 400)
}

/** Brings a URL into the form in which platforms report it. */
function normalize(url: string): string {
  try {
    return new URL(url).href.replace(/#.*/, '')
  } catch {
    return url
  }
}

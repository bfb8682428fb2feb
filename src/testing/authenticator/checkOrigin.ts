/**
 * Checks that a page with this origin could use WebAuthn.
 *
 * @throws TypeError
 */
export function checkOrigin(origin: string): void {
  if (isAndroidOrigin(origin)) return
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (!url || url.origin !== origin) {
    const example = url && url.origin !== 'null' ? url.origin : 'https://example.com'
    throw new TypeError(`"${origin}" is not an origin. Use scheme and host without a path, such as ${example}.`)
  }
  const isLocalhost = url.hostname === 'localhost' || url.hostname.endsWith('.localhost')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocalhost))
    throw new TypeError(`"${origin}" is not a secure context. WebAuthn needs https, or http on localhost.`)
}

/** Whether the origin is a native Android app. It may use the RP IDs of domains that name the app in a file. */
export function isAndroidOrigin(origin: string): boolean {
  return origin.startsWith('android:apk-key-hash:')
}

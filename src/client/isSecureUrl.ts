/** https, or http to this machine (RFC 6761, RFC 1122). Matches host names only, so no parser can read another host. */
const secure = /^(https:|http:\/\/(([\w-]+\.)*localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$))/i

/** Whether requests to an absolute URL cannot be read or changed on their way. */
export function isSecureUrl(url: string): boolean {
  return secure.test(url)
}

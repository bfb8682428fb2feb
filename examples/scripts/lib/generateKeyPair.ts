/** Generates a P-256 key pair for `apiKeyStamper`, in hex. */
export async function generateKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  const { x = '', y = '', d = '' } = await crypto.subtle.exportKey('jwk', privateKey)
  const toHex = (base64Url: string): string => Buffer.from(base64Url, 'base64url').toString('hex')
  // SEC1 compressed: the parity of y, then x.
  const prefix = Number.parseInt(toHex(y).slice(-1), 16) % 2 === 1 ? '03' : '02'
  return { publicKey: prefix + toHex(x), privateKey: toHex(d) }
}

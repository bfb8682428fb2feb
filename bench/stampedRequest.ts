import { createECDH, createPrivateKey, sign } from 'node:crypto'

export type KeyPair = { publicKey: string; privateKey: string }

/** Creates a P-256 key pair. */
export function createKeyPair(): KeyPair {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return {
    publicKey: ecdh.getPublicKey('hex', 'compressed'),
    // OpenSSL omits leading zeros.
    privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
  }
}

/** The PKCS #8 encoding of a P-256 key up to the key itself, https://www.rfc-editor.org/rfc/rfc5958 */
const pkcs8Prefix = '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420'

/** Returns the header that stamps a body. */
export function stampHeader(body: string, { publicKey, privateKey }: KeyPair): string {
  const key = createPrivateKey({ key: Buffer.from(pkcs8Prefix + privateKey, 'hex'), format: 'der', type: 'pkcs8' })
  const signature = sign('sha256', Buffer.from(body), key).toString('hex')
  const stamp = JSON.stringify({ publicKey, scheme: 'SIGNATURE_SCHEME_TK_API_P256', signature })
  return Buffer.from(stamp).toString('base64url')
}

/** Stamps a request and returns its bytes, head and body. */
export function stampedRequest(path: string, fields: Record<string, unknown>, caller: KeyPair): Buffer {
  const json = JSON.stringify(fields)
  const body = Buffer.from(json)
  const head = [
    `POST /public/v1/${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    `x-stamp: ${stampHeader(json, caller)}`,
    `content-length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

/** What every response to a signing request must contain. */
export const completed = '"ACTIVITY_STATUS_COMPLETED"'

/** A request to sign the number `index` as 32 bytes. */
export function signingRequest(organizationId: string, signWith: string, index: number, apiKey: KeyPair): Buffer {
  return stampedRequest(
    'submit/sign_raw_payload',
    {
      type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      timestampMs: String(Date.now()),
      organizationId,
      parameters: {
        signWith,
        payload: index.toString(16).padStart(64, '0'),
        encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      },
    },
    apiKey,
  )
}

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { AuthenticatorParams, Stamps } from './testClient.js'

export type HandMadePasskey = {
  credentialId: string
  /** The COSE key. */
  cose: Buffer
  /** Its registration, with these fields of the client data changed. */
  register(clientData?: Record<string, unknown>): AuthenticatorParams
  /** Stamps a body, with these fields of the client data changed. */
  stamp(body: string, clientData?: Record<string, unknown>): Stamps
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()

/** CBOR, https://www.rfc-editor.org/rfc/rfc8949 */
const head = (major: number, value: number): Buffer => {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff])
}
const int = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value))
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)])
const bytes = (value: Uint8Array): Buffer => Buffer.concat([head(2, value.length), value])
const map = (entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, entries.length), ...entries.flat()])

/** Encodes a COSE key from its labels, in their order: numbers and bytes. */
export function coseKey(entries: readonly (readonly [number, number | Uint8Array])[]): Buffer {
  return map(entries.map(([label, value]) => [int(label), typeof value === 'number' ? int(value) : bytes(value)]))
}

/** The labels of a public key on P-256, or of an RSA key. */
export function coseEntries(publicKey: KeyObject): [number, number | Uint8Array][] {
  const { n, e, x, y } = publicKey.export({ format: 'jwk' })
  const decode = (value = ''): Buffer => Buffer.from(value, 'base64url')
  return n === undefined
    ? [
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, decode(x)],
        [-3, decode(y)],
      ]
    : [
        [1, 3],
        [3, -257],
        [-1, decode(n)],
        [-2, decode(e)],
      ]
}

export const newP256Key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** A passkey that says of itself whatever a test wants: authenticators and browsers would not all of it. */
export function handMadePasskey(
  options: {
    key?: { publicKey: KeyObject; privateKey: KeyObject }
    credentialId?: string
    cose?: Buffer
    rpId?: string
  } = {},
): HandMadePasskey {
  const { key = newP256Key(), credentialId = randomBytes(16).toString('base64url'), rpId = 'localhost' } = options
  const cose = options.cose ?? coseKey(coseEntries(key.publicKey))
  const id = Buffer.from(credentialId, 'base64url')
  const authenticatorData = (flags: number): Buffer => Buffer.concat([sha256(rpId), Buffer.from([flags, 0, 0, 0, 0])])
  const toClientData = (fields: Record<string, unknown>): Buffer =>
    Buffer.from(JSON.stringify({ origin: 'http://localhost:5173', crossOrigin: false, ...fields }))
  return {
    credentialId,
    cose,
    register(clientData = {}) {
      const challenge = randomBytes(32).toString('base64url')
      const authData = Buffer.concat([
        authenticatorData(0x45),
        Buffer.alloc(16),
        Buffer.from([id.length >> 8, id.length & 0xff]),
        id,
        cose,
      ])
      const attestationObject = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(authData)],
      ])
      return {
        authenticatorName: 'Hand-made',
        challenge,
        attestation: {
          credentialId,
          clientDataJson: toClientData({ type: 'webauthn.create', challenge, ...clientData }).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: [],
        },
      }
    },
    stamp(body, clientData = {}) {
      const challenge = Buffer.from(sha256(body).toString('hex')).toString('base64url')
      const clientDataJson = toClientData({ type: 'webauthn.get', challenge, ...clientData })
      const data = authenticatorData(0x05)
      const signature = sign('sha256', Buffer.concat([data, sha256(clientDataJson)]), key.privateKey)
      return {
        'X-Stamp-Webauthn': JSON.stringify({
          authenticatorData: data.toString('base64url'),
          clientDataJson: clientDataJson.toString('base64url'),
          credentialId,
          signature: signature.toString('base64url'),
        }),
      }
    },
  }
}

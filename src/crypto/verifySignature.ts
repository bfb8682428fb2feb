import { fromDer } from './fromDer.js'

/** Whether an ECDSA signature over P-256 with SHA-256, in DER, is that of a key: uncompressed SEC1. */
export async function verifySignature(
  publicKey: Uint8Array,
  { message, signature }: { message: Uint8Array; signature: Uint8Array },
): Promise<boolean> {
  const { subtle } = globalThis.crypto
  const raw = fromDer(signature)
  if (!raw) return false
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await subtle.importKey('raw', Uint8Array.from(publicKey), curve, false, ['verify'])
  return subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, Uint8Array.from(message))
}

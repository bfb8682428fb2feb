import { hexToBytes } from 'viem'
import { decompressPoint, p256 } from '../crypto/decompressPoint.js'
import { InvalidApiKeyError } from '../errors/config.js'
import { toError } from '../errors/toError.js'
import type { Stamper } from '../wire/stamp.js'
import { base64Url, stampWithKey } from './stampWithKey.js'

/**
 * Stamps with an API key: no prompt. For servers and scripts; an API key in a page is anybody's.
 *
 * ECDSA with P-256 over the SHA-256 of the body by WebCrypto, in DER, base64url of JSON in `X-Stamp`.
 *
 * @param parameters.publicKey - SEC1 compressed (33 bytes), hex, with or without 0x.
 * @param parameters.privateKey - 32 bytes, hex, with or without 0x; or a `CryptoKey` that signs with P-256, which nobody has to be able to
 * read. A pair from {@link createSessionKey} fits.
 *
 * @throws InvalidApiKeyError at once for malformed keys, from `stamp` for two that do not belong together.
 *
 * @example
 * const stamper = apiKeyStamper({ publicKey: process.env.API_PUBLIC_KEY, privateKey: process.env.API_PRIVATE_KEY })
 */
export function apiKeyStamper({ publicKey, privateKey }: apiKeyStamper.Parameters): apiKeyStamper.ReturnType {
  const compressed = stripHex(publicKey)
  const point = decompressPoint(p256, compressed)
  if (!point) throw new InvalidApiKeyError({ reason: '`publicKey` is not a compressed P-256 key in hex' })
  if (privateKey && typeof privateKey === 'object')
    return { stamp: (payload) => stampWithKey(privateKey, compressed, payload).catch(unusable) }
  const scalar = stripHex(privateKey)
  if (!/^[0-9a-f]{64}$/.test(scalar)) throw new InvalidApiKeyError({ reason: '`privateKey` is not 32 bytes in hex' })

  let key: Promise<CryptoKey> | undefined
  const stamp: Stamper['stamp'] = async (payload) => {
    key ??= importKey({
      x: base64Url(hexToBytes(`0x${point.slice(2, 66)}`)),
      y: base64Url(hexToBytes(`0x${point.slice(66)}`)),
      d: base64Url(hexToBytes(`0x${scalar}`)),
    })
    return stampWithKey(await key, compressed, payload)
  }
  return { stamp }
}

export declare namespace apiKeyStamper {
  type Parameters = { publicKey: string; privateKey: string | CryptoKey }
  type ReturnType = Stamper
  type ErrorType = InvalidApiKeyError
}

function unusable(error: unknown): never {
  throw new InvalidApiKeyError({
    reason: '`privateKey` is not a `CryptoKey` that signs with P-256',
    cause: toError(error),
  })
}

function stripHex(value: string): string {
  return String(value).replace(/^0x/, '').toLowerCase()
}

/** The platform checks on import that the private key belongs to the point. */
async function importKey(coordinates: { x: string; y: string; d: string }): Promise<CryptoKey> {
  const { subtle } = globalThis.crypto ?? {}
  if (!subtle) throw new InvalidApiKeyError({ reason: 'WebCrypto is missing; pages have it in secure contexts only' })
  try {
    return await subtle.importKey(
      'jwk',
      { kty: 'EC', crv: 'P-256', ...coordinates },
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    )
  } catch (error) {
    throw new InvalidApiKeyError({ reason: 'the private key does not belong to the public key', cause: toError(error) })
  }
}

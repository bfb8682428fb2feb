import { hexToBytes } from 'viem'
import { toBase64Url } from '../crypto/base64Url.js'
import { decompressPoint, p256 } from '../crypto/decompressPoint.js'
import { InvalidApiKeyError } from '../errors/config.js'
import { toError } from '../errors/toError.js'
import { assertSecureContext } from '../webauthn/assertSecureContext.js'
import type { Stamper } from '../wire/stamp.js'
import { stampWithKey } from './stampWithKey.js'

/**
 * Creates a stamper that stamps with an API key, without prompts. For servers and scripts: anyone who opens a page can
 * read an API key in it.
 *
 * Signs with ECDSA over P-256 by WebCrypto and sends the stamp in `X-Stamp`.
 *
 * @throws InvalidApiKeyError: here for a malformed key, from `stamp` for a public and a private key that do not match.
 *
 * @example
 * ```ts
 * import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
 *
 * const client = createSignerClient({
 *   stamper: apiKeyStamper({ publicKey: '<public key>', privateKey: '<private key>' }),
 * })
 * ```
 */
export function apiKeyStamper({ publicKey, privateKey }: apiKeyStamper.Parameters): apiKeyStamper.ReturnType {
  // A value that is missing (in a build, for example) fails the first stamp.
  const missing = Object.entries({ publicKey, privateKey }).find(
    ([, value]) => value === undefined || value === '',
  )?.[0]
  if (missing)
    return {
      prompts: false,
      stamp: async () => {
        throw new InvalidApiKeyError({ reason: `\`${missing}\` is missing` })
      },
    }
  const compressed = stripHex(publicKey)
  const point = decompressPoint(p256, compressed)
  if (!point) throw new InvalidApiKeyError({ reason: '`publicKey` is not a compressed P-256 key in hex' })
  if (privateKey && typeof privateKey === 'object') {
    const key = { privateKey, publicKey: compressed }
    return { prompts: false, stamp: (payload) => stampWithKey(key, payload).catch(throwUnusable) }
  }
  const scalar = stripHex(privateKey)
  if (!/^[0-9a-f]{64}$/.test(scalar)) throw new InvalidApiKeyError({ reason: '`privateKey` is not 32 bytes in hex' })

  let imported: Promise<CryptoKey> | undefined
  const stamp: Stamper['stamp'] = async (payload) => {
    imported ??= importKey({
      x: toBase64Url(hexToBytes(`0x${point.slice(2, 66)}`)),
      y: toBase64Url(hexToBytes(`0x${point.slice(66)}`)),
      d: toBase64Url(hexToBytes(`0x${scalar}`)),
    })
    return stampWithKey({ privateKey: await imported, publicKey: compressed }, payload)
  }
  return { prompts: false, stamp }
}

export declare namespace apiKeyStamper {
  type Parameters = {
    /** Compressed SEC1 public key on P-256 (33 bytes), hex with or without 0x. */
    publicKey: string
    /**
     * 32 bytes, hex with or without 0x; or a `CryptoKey` that signs with P-256 and need not be extractable. A key pair
     * from {@link createSessionKey} fits.
     */
    privateKey: string | CryptoKey
  }
  type ReturnType = Stamper
  type ErrorType = InvalidApiKeyError
  /** What `stamp` throws. */
  type StampErrorType = InvalidApiKeyError
}

function throwUnusable(error: unknown): never {
  throw new InvalidApiKeyError({
    reason: '`privateKey` is not a `CryptoKey` that signs with P-256',
    cause: toError(error),
  })
}

function stripHex(value: string): string {
  return String(value).replace(/^0x/, '').toLowerCase()
}

/** WebCrypto checks that the private key belongs to the point. */
async function importKey(coordinates: { x: string; y: string; d: string }): Promise<CryptoKey> {
  assertSecureContext()
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

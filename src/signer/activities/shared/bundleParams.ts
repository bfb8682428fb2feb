import type { EncryptedBundle } from '../../../wire/exchange.js'
import { p256Point } from '../../keys/p256Key.js'
import { isRecord, type Parser, string } from '../../protocol/parse.js'
import { requestLimits } from '../../protocol/requestLimits.js'
import { badRequest } from '../../protocol/WireError.js'

/**
 * The key that an export is sealed for. Production accepts hex and makes a bundle for a compressed key that no client opens:
 * whether it refuses one is not verified. Here it is refused.
 */
export const targetPublicKey: Parser<string> = (value, path, isStored) => {
  const key = string()(value, path, isStored)
  if (!isPoint(key))
    throw badRequest(
      `invalid request body: field \`${path}\` must be an uncompressed P-256 public key, 65 bytes in hex (130 characters)`,
    )
  return key
}

/** What a client has sealed for an import key: JSON in a string. */
export const encryptedBundle: Parser<string> = (value, path, isStored) => {
  const bundle = string({ max: requestLimits.encryptedBundle })(value, path, isStored)
  readEncryptedBundle(bundle, path)
  return bundle
}

/** @throws 400 naming the field, and nothing of its content. */
export function readEncryptedBundle(text: string, path = 'parameters.encryptedBundle'): EncryptedBundle {
  const bundle = parseJson(text)
  const { encappedPublic, ciphertext } = isRecord(bundle) ? bundle : {}
  if (typeof encappedPublic !== 'string' || !isPoint(encappedPublic))
    throw badRequest(`invalid request body: field \`${path}\` has no encappedPublic, an uncompressed P-256 key in hex`)
  if (typeof ciphertext !== 'string' || !/^([0-9a-f]{2})+$/i.test(ciphertext))
    throw badRequest(`invalid request body: field \`${path}\` has no ciphertext in hex`)
  return { encappedPublic, ciphertext }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPoint(hex: string): boolean {
  if (!/^04[0-9a-f]{128}$/i.test(hex)) return false
  try {
    p256Point(hex)
    return true
  } catch {
    return false
  }
}

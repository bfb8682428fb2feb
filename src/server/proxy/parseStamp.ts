import { parseObject } from '../../client/parseObject.js'
import { apiKeyStampHeader, type Stamp, webAuthnStampHeader } from '../../wire/stamp.js'
import { getEndToEndHeader } from '../http/getEndToEndHeader.js'
import { HandlerError } from '../http/HandlerError.js'

// A WebAuthn stamp has about 700 bytes; HTTP servers accept 8 to 16 kB of headers.
const maxStampLength = 8192

/**
 * Reads the stamp from the headers of a request.
 *
 * @throws HandlerError
 */
export function readStamp(headers: Headers): Stamp {
  const stamps = [apiKeyStampHeader, webAuthnStampHeader].flatMap((name) => {
    const value = getEndToEndHeader(headers, name)
    return value === null ? [] : [{ stampHeaderName: name, stampHeaderValue: value }]
  })
  const [stamp, second] = stamps
  if (!stamp)
    throw new HandlerError(
      'stamp_missing',
      `The request has no stamp: send ${apiKeyStampHeader} or ${webAuthnStampHeader}.`,
    )
  if (second) throw new HandlerError('stamp_malformed', 'The request has two stamps: send one.')
  return parseStamp(stamp.stampHeaderName, stamp.stampHeaderValue)
}

/**
 * Checks that a stamp is one of the two headers with a value of the right form.
 *
 * @throws HandlerError
 */
export function parseStamp(name: string, value: string): Stamp {
  const known = [apiKeyStampHeader, webAuthnStampHeader].find((header) => header.toLowerCase() === name.toLowerCase())
  if (known === undefined)
    throw new HandlerError(
      'stamp_malformed',
      `The header of the stamp must be ${apiKeyStampHeader} or ${webAuthnStampHeader}.`,
    )
  // An API key's stamp is base64url, a passkey's is JSON:
  // https://docs.turnkey.com/developer-reference/api-overview/stamps
  const wellFormed =
    value.length <= maxStampLength &&
    (known === apiKeyStampHeader
      ? /^[\w-]+={0,2}$/.test(value)
      : /^[\x20-\x7e]+$/.test(value) && parseObject(value) !== undefined)
  if (!wellFormed) throw new HandlerError('stamp_malformed', `The value of ${known} is not a stamp.`)
  return { stampHeaderName: known, stampHeaderValue: value }
}

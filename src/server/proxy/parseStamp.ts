import { parseObject } from '../../client/parseObject.js'
import { apiKeyStampHeader, type Stamp, webAuthnStampHeader } from '../../wire/stamp.js'
import { endToEndHeader } from '../http/endToEndHeader.js'
import { Refusal } from '../http/Refusal.js'

// A WebAuthn stamp has about 700 bytes; HTTP servers take 8 to 16 kB of headers.
const maxStampLength = 8192

/**
 * The stamp of a request, from its headers.
 * @throws Refusal
 */
export function stampOfHeaders(headers: Headers): Stamp {
  const stamps = [apiKeyStampHeader, webAuthnStampHeader].flatMap((name) => {
    const value = endToEndHeader(headers, name)
    return value === null ? [] : [{ stampHeaderName: name, stampHeaderValue: value }]
  })
  const [stamp, second] = stamps
  if (!stamp) throw new Refusal('stamp_missing', `No stamp: send ${apiKeyStampHeader} or ${webAuthnStampHeader}.`)
  if (second) throw new Refusal('stamp_malformed', 'Two stamps: send one.')
  return parseStamp(stamp.stampHeaderName, stamp.stampHeaderValue)
}

/**
 * One of the two headers and nothing else, with a value of its form, unchanged.
 * @throws Refusal
 */
export function parseStamp(name: string, value: string): Stamp {
  const known = [apiKeyStampHeader, webAuthnStampHeader].find((header) => header.toLowerCase() === name.toLowerCase())
  if (known === undefined)
    throw new Refusal('stamp_malformed', `The stamp's header must be ${apiKeyStampHeader} or ${webAuthnStampHeader}.`)
  // An API key's stamp is base64url, a passkey's is JSON: https://docs.turnkey.com/developer-reference/api-overview/stamps
  const wellFormed =
    value.length <= maxStampLength &&
    (known === apiKeyStampHeader
      ? /^[\w-]+={0,2}$/.test(value)
      : /^[\x20-\x7e]+$/.test(value) && parseObject(value) !== undefined)
  if (!wellFormed) throw new Refusal('stamp_malformed', `The value of ${known} is not a stamp.`)
  return { stampHeaderName: known, stampHeaderValue: value }
}

import type { SignerRequest } from './messages.js'
import { readJsonObject, readUtf8 } from './readJson.js'
import { badRequest, WireError } from './WireError.js'

/** Bytes of a request's body. Adapters stop reading beyond it and hand over what they have, so that the signer refuses it. */
export const bodyLimit: number = 1024 * 1024

/** @returns the body's text, which is stored with the activity, and the object in it. @throws 400, or 413 over the limit. */
export function parseBody({ headers, body }: Pick<SignerRequest, 'headers' | 'body'>): {
  text: string
  json: Record<string, unknown>
} {
  const text = readText({ headers, body })
  const json = readJsonObject(text)
  if (json === undefined) throw badRequest('bad request body')
  return { text, json }
}

/** @throws 400 unless it is UTF-8, 413 over the limit. */
export function readText({ headers, body }: Pick<SignerRequest, 'headers' | 'body'>): string {
  if (body.length > bodyLimit || Number(headers.get('content-length') ?? '0') > bodyLimit)
    throw new WireError(413, 3, `bad request body: more than ${bodyLimit} bytes`, 'REQUEST_INVALID')
  const text = readUtf8(body)
  if (text === undefined) throw badRequest('bad request body')
  return text
}

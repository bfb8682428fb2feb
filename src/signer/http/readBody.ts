import { badRequest, WireError } from '../protocol/WireError.js'
import { handedOverBody } from './handOver.js'

export const bodyLimit: number = 1024 * 1024

export function tooLarge(): WireError {
  return new WireError(413, 3, `bad request body: it is over the limit of ${bodyLimit} bytes`, 'REQUEST_INVALID')
}

/** The exact bytes of the body: what is stamped, hashed and fingerprinted. */
export async function readBody(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? '0')
  if (declared > bodyLimit) throw tooLarge()
  if (request.body === null) throw badRequest('bad request body: it is empty')
  const known = handedOverBody(request)
  if (known !== undefined) {
    if (known.length > bodyLimit) throw tooLarge()
    return known
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > bodyLimit) {
        await reader.cancel()
        throw tooLarge()
      }
      chunks.push(value)
    }
  } catch (error) {
    if (error instanceof WireError) throw error
    throw badRequest('bad request body: it ended early')
  }
  return Buffer.concat(chunks, size)
}

import { InvalidParameterError } from '../errors/config.js'
import { raceSignal } from '../errors/raceSignal.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { parseStamp } from './parseStamp.js'
import { resolveSigner } from './resolveSigner.js'

/** Stamps the body of a request to a path of the signer. The path is one of this package's, or was checked. */
export async function stampBody(
  client: SignerClient,
  { path, body, signal, ...options }: stampBody.Parameters,
): Promise<SignedRequest> {
  const { url, stamper } = resolveSigner(client, body.organizationId, options.stamper)
  const text = JSON.stringify(body)
  const stamp = parseStamp(await raceSignal(stamper.stamp(text, { signal }), signal))
  if (stamp) return { url: url + path, body: text, stamp }
  throw new InvalidParameterError({
    parameter: 'stamper',
    value: '',
    message: 'The `stamper` returned no stamp. Pass another one.',
  })
}

export declare namespace stampBody {
  type Parameters = {
    path: string
    body: { organizationId: string }
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  }
}

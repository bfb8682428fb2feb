import { InvalidParameterError, StamperMissingError } from '../errors/config.js'
import { raceSignal } from '../errors/raceSignal.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { parseStamp } from './parseStamp.js'
import { resolveClientUrl } from './resolveClientUrl.js'

/** Stamps the body of a request to a path of the signer. The path is one of this package's, or was checked. */
export async function stampBody(
  client: SignerClient,
  { path, body, stamper = client.stamper, signal }: stampBody.Parameters,
): Promise<SignedRequest> {
  if (!stamper) throw new StamperMissingError()
  // Resolved before the prompt, so that the user does not stamp a request that cannot be sent.
  const url = resolveClientUrl(client) + path
  const text = JSON.stringify(body)
  const stamp = parseStamp(await raceSignal(stamper.stamp(text, { signal }), signal))
  if (stamp) return { url, body: text, stamp }
  throw new InvalidParameterError({
    parameter: 'stamper',
    value: '',
    message: 'The `stamper` returned no stamp. Pass another one.',
  })
}

export declare namespace stampBody {
  type Parameters = {
    path: string
    body: object
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  }
}

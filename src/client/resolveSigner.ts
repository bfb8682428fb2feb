import { InvalidParameterError, StamperMissingError } from '../errors/config.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { resolveClientUrl } from './resolveClientUrl.js'

/**
 * Resolves where a request goes and what stamps it, before any prompt, so that the user does not approve a request that cannot be
 * sent.
 *
 * @throws StamperMissingError, or InvalidParameterError for `url` or `organizationId`.
 */
export function resolveSigner(
  client: SignerClient,
  { organizationId, stamper = client.stamper }: resolveSigner.Parameters,
): resolveSigner.ReturnType {
  if (!stamper) throw new StamperMissingError()
  const url = resolveClientUrl(client)
  if (organizationId && typeof organizationId === 'string') return { url, stamper }
  throw new InvalidParameterError({
    parameter: 'organizationId',
    value: String(organizationId ?? ''),
    message: '`organizationId` is missing, or is not a string. Pass the id of the organization.',
  })
}

export declare namespace resolveSigner {
  type Parameters = {
    /** The organization to which the request goes. JavaScript may pass anything. */
    organizationId: unknown
    stamper?: Stamper | undefined
  }
  type ReturnType = { url: string; stamper: Stamper }
}

import { StamperMissingError } from '../errors/config.js'
import type { Stamper } from '../wire/stamp.js'
import { assertId } from './assertId.js'
import type { SignerClient } from './createSignerClient.js'
import { resolveClientUrl } from './resolveClientUrl.js'

/**
 * Resolves where a request goes and what stamps it, before any prompt, so that the user does not approve a request that cannot be
 * sent. JavaScript may pass any `organizationId`.
 *
 * @throws StamperMissingError, or InvalidParameterError for `url` or `organizationId`.
 */
export function resolveSigner(
  client: SignerClient,
  organizationId: unknown,
  stamper: Stamper | undefined = client.stamper,
): { url: string; stamper: Stamper } {
  if (!stamper) throw new StamperMissingError()
  const url = resolveClientUrl(client)
  assertId('organizationId', organizationId)
  return { url, stamper }
}

import { isAndroidOrigin } from './checkOrigin.js'
import { checkRpId } from './checkRpId.js'
import { createDomException } from './createDomException.js'

/**
 * The RP ID of a ceremony: the one in its options, or the host of the page's origin.
 *
 * @throws A `DOMException` with the name `SecurityError` if the origin cannot use it, or it is not the virtual
 * passkey's.
 */
export function resolveRpId(requested: string | undefined, page: { rpId: string; origin: string }): string {
  const rpId = requested ?? (isAndroidOrigin(page.origin) ? page.rpId : new URL(page.origin).hostname)
  checkRpId(rpId, page.origin)
  if (rpId !== page.rpId)
    throw createDomException(
      'SecurityError',
      requested === undefined
        ? `The options have no RP ID, so it is "${rpId}", the host of the origin. This virtual passkey is for "${page.rpId}".`
        : `The RP ID is "${rpId}". This virtual passkey is for "${page.rpId}".`,
    )
  return rpId
}

import { badRequest } from '../../protocol/WireError.js'

/**
 * Refuses to delete a key that has not been exported, unless the request sets `deleteWithoutExport`. The local signer
 * exports nothing. The refusal is documented, its text is not verified against production.
 *
 * @param key Names the key in the refusal.
 */
export function assertDeletable(deleteWithoutExport: boolean | undefined, key: string): void {
  if (deleteWithoutExport !== true)
    throw badRequest(`${key} has not been exported: export it first, or set deleteWithoutExport`)
}

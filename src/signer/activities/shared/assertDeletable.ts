import { badRequest } from '../../protocol/WireError.js'

/**
 * Refuses to delete a key that has not been exported, unless the request sets `deleteWithoutExport`. The refusal is
 * documented, its text is not verified against production.
 */
export function assertDeletable({
  exported,
  deleteWithoutExport = false,
  key,
  turnkeyErrorCode,
}: {
  exported: boolean
  deleteWithoutExport: boolean | undefined
  /** Names the key in the refusal. */
  key: string
  turnkeyErrorCode?: string
}): void {
  if (!exported && !deleteWithoutExport)
    throw badRequest(`${key} has not been exported: export it first, or set deleteWithoutExport`, turnkeyErrorCode)
}

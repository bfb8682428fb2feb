import { badRequest } from '../../protocol/WireError.js'

/**
 * Keys go only when they have been exported, or when whoever deletes them says that they need not be. This signer exports
 * none. That it is refused is documented; in which words nobody has seen.
 */
export function assertDeletable(deleteWithoutExport: boolean | undefined, what: string): void {
  if (deleteWithoutExport !== true)
    throw badRequest(`${what} has not been exported: export it first, or set deleteWithoutExport`)
}

import { ids } from './repeatsSecret.js'
import { toPlainText } from './toPlainText.js'

/** Fewer than a piece of a request that must not be shown. */
const maxLength = 20

const idOrCharacter = new RegExp(`(${ids},? ?)|.`, 'gu')

/**
 * Converts text that may be any piece of a request to what a message may show of it: ids, and not more than 20 other
 * characters.
 */
export function toShortText(text: unknown): string {
  let length = 0
  return toPlainText(text)
    .replace(/["'{}\\]/g, ' ')
    .replace(idOrCharacter, (found, id) => (id || ++length <= maxLength ? found : '…'))
    .replace(/….*/, '…')
}

import { PasskeyUnsupportedError } from '../errors/passkey.js'
import { assertSupported } from './ceremonies.js'
import { readCapabilities } from './readCapabilities.js'

/** Throws unless the browser offers passkeys in the autofill of text fields, and may do so here. Asks the user nothing. */
export async function assertAutofill(): Promise<void> {
  assertSupported('get')
  const { conditionalGet } = await readCapabilities()
  if (!conditionalGet)
    throw new PasskeyUnsupportedError({
      reason: 'autofill',
      message: 'This browser does not offer passkeys in autofill. Show a button that calls `signIn`.',
    })
}

import type { EIP1193Provider } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import type { PasskeyProvider } from './types.js'

/**
 * Announces a provider to the page (EIP-6963), at once and whenever a library asks, so that dapps list it beside the user's
 * extensions. Does nothing on a server.
 *
 * @returns Stops announcing.
 *
 * @throws InvalidParameterError
 *
 * @example
 * ```ts
 * import { announceProvider, type PasskeyProvider } from 'viem-passkey-account/provider'
 *
 * export function announce(provider: PasskeyProvider) {
 *   return announceProvider(provider, {
 *     name: 'Example',
 *     icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
 *     rdns: 'com.example.passkey',
 *   })
 * }
 * ```
 */
export function announceProvider(
  provider: EIP1193Provider | PasskeyProvider,
  { name, icon, rdns, uuid }: announceProvider.Parameters,
): announceProvider.ReturnType {
  if (!/^data:image\//.test(icon))
    throw new InvalidParameterError({
      parameter: 'icon',
      value: icon,
      message: '`icon` is not a data URI of an image.',
    })
  if (!/^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(rdns))
    throw new InvalidParameterError({
      parameter: 'rdns',
      value: rdns,
      message: '`rdns` is not a domain name in reverse. Pass one such as `com.example.passkey`.',
    })
  const page = globalThis.window
  if (!page?.dispatchEvent) return () => undefined
  // Frozen, so that no library changes what the others see.
  const info = Object.freeze({ uuid: uuid ?? createUuid(), name, icon, rdns })
  const detail = Object.freeze({ info, provider })
  const announce = (): void => {
    page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  }
  page.addEventListener('eip6963:requestProvider', announce)
  announce()
  return () => page.removeEventListener('eip6963:requestProvider', announce)
}

export declare namespace announceProvider {
  type Parameters = {
    /** Name of the wallet, as dapps list it. */
    name: string
    /** Icon of the wallet: a square image as a data URI. */
    icon: `data:image/${string}`
    /** Domain name of the wallet in reverse, such as `com.example.passkey`. The same at every page load. */
    rdns: string
    /**
     * Id of this announcement: a UUID, version 4.
     * @default a random one
     */
    uuid?: string | undefined
  }
  type ReturnType = () => void
  type ErrorType = InvalidParameterError
}

/** Version 4 (RFC 9562). Pages without https have no `crypto.randomUUID`. */
function createUuid(): string {
  const digits = Array.from(globalThis.crypto.getRandomValues(new Uint8Array(16)), (byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return value.toString(16).padStart(2, '0')
  }).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

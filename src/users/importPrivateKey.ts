import { type Address, type Hex, hexToBytes } from 'viem'
import { getPrivateKey } from '../actions/getPrivateKey.js'
import { importPrivateKey as requestImport } from '../actions/importPrivateKey.js'
import { initImportPrivateKey } from '../actions/initImportPrivateKey.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError, WebCryptoUnavailableError } from '../errors/config.js'
import type { ImportError } from '../errors/users.js'
import type { createSessionKey } from './createSessionKey.js'
import { loadDeriveAccounts } from './deriveAccounts.js'
import { matchImported } from './matchImported.js'
import { runImport } from './runImport.js'

/**
 * Imports a private key of secp256k1. Everything is as with {@link importWallet}: one prompt, the key is sealed for the
 * trusted signer, and what the signer says it has must be the key's address.
 *
 * @throws What {@link importWallet} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, importPrivateKey, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function onImport({ organizationId, userId }: PasskeyWallet, privateKey: string) {
 *   return importPrivateKey(client, { organizationId, userId, privateKeyName: 'Imported', privateKey })
 * }
 * ```
 */
export async function importPrivateKey(
  client: SignerClient,
  { organizationId, userId, privateKeyName, privateKey, stamper, signal }: importPrivateKey.Parameters,
): Promise<importPrivateKey.ReturnType> {
  const derive = await loadDeriveAccounts()
  const key = derive.parsePrivateKey(privateKey)
  const expected = derive.ofPrivateKey(key)
  return runImport(client, {
    organizationId,
    userId,
    stamper,
    signal,
    secret: hexToBytes(key),
    init: initImportPrivateKey,
    async send(parameters) {
      const { privateKeyId, addresses } = await requestImport(client, {
        ...parameters,
        privateKeyName,
        curve: 'CURVE_SECP256K1',
        addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
      })
      matchImported(expected.address, { addresses: addresses.map(({ address }) => address) })
      return { privateKeyId, ...expected }
    },
    async check({ privateKeyId }, parameters) {
      const listed = await getPrivateKey(client, { ...parameters, privateKeyId })
      const addresses = listed.privateKeyId === privateKeyId ? listed.addresses : []
      matchImported(expected.address, { privateKey: addresses.map(({ address }) => address) })
    },
  })
}

export declare namespace importPrivateKey {
  type Parameters = ActionParameters & {
    /** Id of the user who imports: the user of the stamper. */
    userId: string
    /** Name of the private key, unique in the organization. */
    privateKeyName: string
    /** 32 bytes, hex with or without 0x. */
    privateKey: string
  }
  type ReturnType = {
    /** Id of the new private key, as the answer says. Nothing proves it. */
    privateKeyId: string
    /** Address of the key, EIP-55 checksummed. */
    address: Address
    /** Public key: uncompressed SEC1 (65 bytes), hex with 0x. */
    publicKey: Hex
  }
  type ErrorType =
    | InvalidParameterError
    | WebCryptoUnavailableError
    | AnswerMismatchError
    | ImportError
    | createSessionKey.ErrorType
    | submit.ErrorType
}

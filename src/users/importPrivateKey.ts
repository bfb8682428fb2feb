import { type Address, type Hex, hexToBytes } from 'viem'
import { getPrivateKey } from '../actions/getPrivateKey.js'
import { importPrivateKey as requestImport } from '../actions/importPrivateKey.js'
import { initImportPrivateKey } from '../actions/initImportPrivateKey.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError, WebCryptoUnavailableError } from '../errors/config.js'
import { assertWebCrypto } from './assertWebCrypto.js'
import type { createSessionKey } from './createSessionKey.js'
import { deriveAccount, loadDeriveAccounts } from './deriveAccounts.js'
import { toList } from './matchExpected.js'
import { sealImport } from './sealImport.js'
import { readTrustedSigners } from './trustedSigner.js'
import { withOnePrompt } from './withOnePrompt.js'

/**
 * Imports a private key of secp256k1. Everything is as with {@link importWallet}: one prompt, the key is sealed for the
 * trusted signer, and what the signer says it has must be the key's address.
 *
 * @throws What {@link importWallet} throws, and what {@link getPrivateKey} throws.
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
  readTrustedSigners(client)
  assertWebCrypto()
  const derive = await loadDeriveAccounts()
  const key: Hex = `0x${String(privateKey).trim().replace(/^0x/i, '').toLowerCase()}`
  const expected = deriveAccount('privateKey', () => derive.ofPrivateKey(key))
  const { address } = expected
  return withOnePrompt(client, { organizationId, stamper, signal }, async (stamper) => {
    const as = { organizationId, stamper, signal }
    const { importBundle } = await initImportPrivateKey(client, { ...as, userId })
    const secret = hexToBytes(key)
    const encryptedBundle = await sealImport(client, { secret, importBundle, organizationId, userId })
    const { privateKeyId, addresses } = await requestImport(client, {
      ...as,
      userId,
      privateKeyName,
      encryptedBundle,
      curve: 'CURVE_SECP256K1',
      addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
    })
    const listed = await getPrivateKey(client, { ...as, privateKeyId })
    for (const [field, found] of [
      ['addresses', addresses],
      ['privateKey', listed.privateKeyId === privateKeyId ? listed.addresses : []],
    ] as const)
      if (!found.some((each) => each.address === address))
        throw new AnswerMismatchError({
          field,
          expected: address,
          received: toList(found.map((each) => String(each.address))),
        })
    return { privateKeyId, ...expected }
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
    | createSessionKey.ErrorType
    | submit.ErrorType
    | getPrivateKey.ErrorType
}

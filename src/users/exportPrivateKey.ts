import { bytesToHex, type Hex } from 'viem'
import { exportPrivateKey as requestExport } from '../actions/exportPrivateKey.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError, WebCryptoUnavailableError } from '../errors/config.js'
import { loadDeriveAccounts } from './deriveAccounts.js'
import { matchAccount } from './matchAccount.js'
import { openExport } from './openExport.js'
import { parseAddress } from './parseAddress.js'

/**
 * Exports a private key that belongs to no wallet. For an account of a wallet, use {@link exportWalletAccount}. Everything
 * else is as with {@link exportWallet}: one prompt, a key for this call alone, and nothing is returned that does not give
 * `address`.
 *
 * @throws What {@link exportWallet} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, exportPrivateKey, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const privateKey = await exportPrivateKey(client, {
 *   organizationId: '<organization id>',
 *   privateKeyId: '<private key id>',
 *   address: '0x0000000000000000000000000000000000000000',
 * })
 * ```
 */
export async function exportPrivateKey(
  client: SignerClient,
  { organizationId, privateKeyId, address, stamper, signal }: exportPrivateKey.Parameters,
): Promise<exportPrivateKey.ReturnType> {
  const expected = parseAddress(address)
  const derive = await loadDeriveAccounts()
  const secret = await openExport(client, {
    organizationId,
    request: async (targetPublicKey) => {
      const parameters = { organizationId, privateKeyId, targetPublicKey, stamper, signal }
      return (await requestExport(client, parameters)).exportBundle
    },
  })
  const privateKey = bytesToHex(secret)
  matchAccount(expected, () => derive.ofPrivateKey(privateKey))
  return privateKey
}

export declare namespace exportPrivateKey {
  type Parameters = ActionParameters & {
    /** Id of the private key. */
    privateKeyId: string
    /** Address of the private key. The key must give it. */
    address: string
  }
  type ReturnType = Hex
  type ErrorType = InvalidParameterError | WebCryptoUnavailableError | AnswerMismatchError | submit.ErrorType
}

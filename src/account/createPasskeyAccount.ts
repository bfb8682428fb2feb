import {
  type Address,
  getAddress,
  type Hex,
  type InvalidAddressError,
  type NonceManager,
  type TypedDataDefinition,
} from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import type { ChainIdMissingError, SignatureMismatchError, TransactionNotSignableError } from '../errors/account.js'
import { InvalidParameterError } from '../errors/config.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { StepUp, StepUpRequest } from '../records/stepUp.js'
import type { Stamper } from '../wire/stamp.js'
import { type Payload, signPayload } from './signPayload.js'
import { toAuthorizationPayload } from './toAuthorizationPayload.js'
import { toHashPayload } from './toHashPayload.js'
import { toMessagePayload } from './toMessagePayload.js'
import { type TransactionPayload, toTransactionPayload } from './toTransactionPayload.js'
import { toTypedDataPayload } from './toTypedDataPayload.js'
import type { PasskeyAccount } from './types.js'

/**
 * Creates a viem `LocalAccount` that signs with a passkey, or with a session as its `stamper`. Creating it neither prompts nor
 * sends anything.
 *
 * Each method requests one signature from the signer: one prompt with a passkey, and one round trip if the signer answers at once. The
 * prompt starts before the method returns its promise (for transactions: if the serializer is synchronous). The signature
 * is verified to be the account's, over exactly what was requested. A signed transaction is built from the caller's
 * transaction, not from the signer's response.
 *
 * @throws viem's InvalidAddressError, InvalidParameterError. The methods throw
 * {@link createPasskeyAccount.SignErrorType}, viem's errors for malformed input, or the reason of `signal`.
 *
 * @example
 * ```ts
 * import { createWalletClient, http, parseEther } from 'viem'
 * import { mainnet } from 'viem/chains'
 * import { createPasskeyAccount, createSignerClient, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function send(wallet: PasskeyWallet) {
 *   const account = createPasskeyAccount({ client, ...wallet })
 *   const walletClient = createWalletClient({ account, chain: mainnet, transport: http() })
 *   return walletClient.sendTransaction({
 *     to: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045',
 *     value: parseEther('0.1'),
 *   })
 * }
 * ```
 */
export function createPasskeyAccount({
  client,
  organizationId,
  address: address_,
  publicKey,
  signWith = address_,
  stamper,
  stepUp,
  nonceManager,
  signal,
  onPending,
}: createPasskeyAccount.Parameters): createPasskeyAccount.ReturnType {
  const address = getAddress(address_)
  let currentPublicKey = expandPublicKey(publicKey, address)
  if (publicKey !== undefined && !currentPublicKey)
    throw new InvalidParameterError({
      parameter: 'publicKey',
      value: publicKey,
      message: '`publicKey` does not belong to `address`. Pass the key of that address, or leave it out.',
    })

  const sign = async <result>(payload: Payload<result>, request: StepUpRequest): Promise<Awaited<result>> => {
    const [signature, publicKey] = await signPayload(account, payload, request)
    currentPublicKey = publicKey
    return await payload.finish(signature)
  }
  const account: PasskeyAccount = {
    address,
    // A getter, because state stores freeze, proxy and copy accounts. viem requires the key; it is unknown until a signature shows it.
    get publicKey() {
      return currentPublicKey as Hex
    },
    type: 'local',
    source: 'passkey',
    nonceManager,
    signerClient: client,
    organizationId,
    // The signer compares addresses as strings, in their checksummed form.
    signWith: /^0x/.test(signWith) ? getAddress(signWith) : signWith,
    stamper,
    stepUp,
    signal,
    onPending,

    async sign({ hash }) {
      return sign(toHashPayload(hash), { hash })
    },

    async signMessage({ message }) {
      return sign(toMessagePayload(message), { message })
    },

    async signTypedData(typedData) {
      return sign(toTypedDataPayload(typedData), { typedData: typedData as TypedDataDefinition })
    },

    async signAuthorization(authorization) {
      return sign(toAuthorizationPayload(authorization), { authorization })
    },

    async signTransaction(transaction, { serializer } = {}) {
      const payload = toTransactionPayload(transaction, serializer)
      const signTransaction = (payload: TransactionPayload) => sign(payload, { transaction })
      return payload instanceof Promise ? payload.then(signTransaction) : signTransaction(payload)
    },
  }
  return account
}

export declare namespace createPasskeyAccount {
  type Parameters = {
    /** The client that sends the account's requests, from {@link createSignerClient}. */
    client: SignerClient
    /** The user's sub-organization. */
    organizationId: string
    /** Address of the wallet, hex with 0x. */
    address: Address
    /**
     * Public key of the address: SEC1, compressed or not, hex with or without 0x. Checked against the address.
     * @default undefined
     */
    publicKey?: string | undefined
    /**
     * What the signer signs with: the address, or the id of a private key.
     * @default address
     */
    signWith?: string | undefined
    /**
     * Stamps the account's requests, such as a session.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /**
     * The passkey beside a session, for what the signer does not let a session sign alone.
     * @default undefined
     */
    stepUp?: StepUp | undefined
    /**
     * viem's nonce manager.
     * @default undefined
     */
    nonceManager?: NonceManager | undefined
    /**
     * Aborts the prompt, the request and the polling of every signature. The method then rejects with the signal's reason.
     * @default undefined
     */
    signal?: AbortSignal | undefined
    /**
     * Called with each signature that waits for approval, before the method throws. The signature is not lost even if a
     * library in between drops the error.
     * @default undefined
     */
    onPending?: ((pending: PendingSignature) => void) | undefined
  }
  type ReturnType = PasskeyAccount
  type ErrorType = InvalidAddressError | InvalidParameterError
  /** What the account's methods throw, besides viem's errors for malformed input. */
  type SignErrorType =
    | SignatureMismatchError
    | ChainIdMissingError
    | TransactionNotSignableError
    | InvalidParameterError
    | submit.ErrorType
}

import {
  type Address,
  getAddress,
  type Hex,
  type InvalidAddressError,
  type NonceManager,
  serializeSignature,
} from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { InvalidParameterError } from '../errors/config.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { Stamper } from '../wire/stamp.js'
import { type Payload, signPayload } from './signPayload.js'
import { signTransaction } from './signTransaction.js'
import { toAuthorizationPayload } from './toAuthorizationPayload.js'
import { toHashPayload } from './toHashPayload.js'
import { toMessagePayload } from './toMessagePayload.js'
import type { FullSignature } from './toSignature.js'
import { type TransactionPayload, toTransactionPayload } from './toTransactionPayload.js'
import { toTypedDataPayload } from './toTypedDataPayload.js'
import type { PasskeyAccount } from './types.js'

/**
 * A viem `LocalAccount` whose every signature is approved with a passkey. Building it prompts nobody and sends nothing.
 *
 * Each method asks the signer for one signature: one prompt, and one request when the signer answers at once. The prompt starts before the
 * method returns its promise (for transactions: with a synchronous serializer). What comes back is recovered and has to be the account's own
 * over exactly what was asked; a transaction is rebuilt from what the caller gave.
 *
 * @param parameters.client - From {@link createSignerClient}.
 * @param parameters.organizationId - The user's sub-organization.
 * @param parameters.address - The wallet's address.
 * @param parameters.publicKey - SEC1 hex, compressed or not, with or without 0x; checked against the address.
 * @param parameters.signWith - A private key id, for a key that is to be named by it; the address unless given.
 * @param parameters.stamper - In the place of the client's: a session, for example.
 * @param parameters.nonceManager - viem's.
 * @param parameters.signal - Covers prompt, request and waiting of every signature of this account.
 *
 * @throws viem's InvalidAddressError, InvalidParameterError. The methods throw what {@link submit} throws, and SignatureMismatchError,
 * AnswerMismatchError, ChainIdMissingError, TransactionNotSignableError, InvalidParameterError.
 *
 * @example
 * const account = createPasskeyAccount({ client, ...wallet })
 * const walletClient = createWalletClient({ account, chain, transport: http() })
 * const hash = await walletClient.sendTransaction({ to, value: parseEther('0.1') })
 */
export function createPasskeyAccount({
  client,
  organizationId,
  address: address_,
  publicKey,
  signWith = address_,
  stamper,
  nonceManager,
  signal,
  onPending,
}: createPasskeyAccount.Parameters): createPasskeyAccount.ReturnType {
  const address = getAddress(address_)
  const expanded = expandPublicKey(publicKey, address)
  if (publicKey !== undefined && !expanded)
    throw new InvalidParameterError({
      parameter: 'publicKey',
      value: publicKey,
      message: '`publicKey` does not belong to `address`. Pass the key of that address, or leave it out.',
    })

  let known = expanded
  const sign = async (payload: Payload): Promise<FullSignature> => {
    const { signature, publicKey } = await signPayload(account, payload)
    known = publicKey
    return signature
  }
  const signHex = async (payload: Payload): Promise<Hex> => serializeSignature(await sign(payload))
  const signTransactionPayload = async (payload: TransactionPayload) => {
    const { signature, publicKey } = await signTransaction(account, payload)
    known = publicKey
    return payload.finish(signature)
  }
  const account: PasskeyAccount = {
    address,
    // A getter, because accounts are frozen, proxied and copied by state stores. viem declares a key that is always there.
    get publicKey() {
      return known as Hex
    },
    type: 'local',
    source: 'passkey',
    nonceManager,
    signerClient: client,
    organizationId,
    // The signer compares addresses as text, in their checksummed form.
    signWith: /^0x/.test(signWith) ? getAddress(signWith) : signWith,
    stamper,
    signal,
    onPending,

    async sign({ hash }) {
      return signHex(toHashPayload(hash))
    },

    async signMessage({ message }) {
      return signHex(toMessagePayload(message))
    },

    async signTypedData(typedData) {
      return signHex(toTypedDataPayload(typedData))
    },

    async signAuthorization(authorization) {
      const payload = toAuthorizationPayload(authorization)
      return payload.finish(await sign(payload))
    },

    async signTransaction(transaction, { serializer } = {}) {
      const payload = toTransactionPayload(transaction, serializer)
      return payload instanceof Promise ? payload.then(signTransactionPayload) : signTransactionPayload(payload)
    },
  }
  return account
}

export declare namespace createPasskeyAccount {
  type Parameters = {
    client: SignerClient
    organizationId: string
    address: Address
    publicKey?: string | undefined
    signWith?: string | undefined
    stamper?: Stamper | undefined
    nonceManager?: NonceManager | undefined
    signal?: AbortSignal | undefined
    onPending?: ((pending: PendingSignature) => void) | undefined
  }
  type ReturnType = PasskeyAccount
  type ErrorType = InvalidAddressError | InvalidParameterError
}

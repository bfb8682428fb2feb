import {
  type Address,
  getAddress,
  type Hex,
  hashMessage,
  type InvalidAddressError,
  type NonceManager,
  serializeSignature,
} from 'viem'
import { hashAuthorization } from 'viem/utils'
import type { SignerClient } from '../client/createSignerClient.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { InvalidParameterError } from '../errors/config.js'
import type { Stamper } from '../wire/stamp.js'
import { assertHash } from './assertHash.js'
import { type PayloadToSign, signPayload } from './signPayload.js'
import { signTransaction } from './signTransaction.js'
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
}: createPasskeyAccount.Parameters): createPasskeyAccount.ReturnType {
  const address = getAddress(address_)
  const expanded = expandPublicKey(publicKey, address)
  if (publicKey !== undefined && !expanded)
    throw new InvalidParameterError({
      parameter: 'publicKey',
      value: publicKey,
      message: '`publicKey` does not belong to `address`. Pass the key of that address, or leave it out.',
    })

  const signHex = async (wish: PayloadToSign) => serializeSignature(await signPayload(account, wish))
  const account: PasskeyAccount = {
    address,
    // viem declares it as always there and leaves it out of its own custom accounts: until a signature shows it, it is not known.
    publicKey: expanded as Hex,
    type: 'local',
    source: 'passkey',
    nonceManager,
    signerClient: client,
    organizationId,
    // The signer knows addresses by their checksummed form alone.
    signWith: /^0x/.test(signWith) ? getAddress(signWith) : signWith,
    stamper,
    signal,

    async sign({ hash }) {
      assertHash(hash)
      return signHex({ digest: hash })
    },

    async signMessage({ message }) {
      return signHex({ digest: hashMessage(message) })
    },

    async signTypedData(typedData) {
      return signHex(toTypedDataPayload(typedData))
    },

    async signAuthorization({ chainId, nonce, ...contract }) {
      const authorization = { address: contract.contractAddress ?? contract.address, chainId, nonce }
      const signature = await signPayload(account, {
        payload: JSON.stringify(authorization),
        encoding: 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION',
        digest: hashAuthorization(authorization),
      })
      return { ...authorization, ...signature }
    },

    async signTransaction(transaction, { serializer } = {}) {
      return signTransaction(account, transaction, serializer)
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
  }
  type ReturnType = PasskeyAccount
  type ErrorType = InvalidAddressError | InvalidParameterError
}

// What the types promise. Nothing here runs: `tsc` reads it, here against the sources, and from test/package/types.test.ts against the
// packed package with the oldest and the newest viem.
import {
  type Account,
  createWalletClient,
  type Hex,
  http,
  type LocalAccount,
  type SignableMessage,
  type Signature,
  type SignedAuthorization,
  type TransactionSerializable,
} from 'viem'
import { toCoinbaseSmartAccount } from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { type CeloTransactionSerializable, serializeTransaction as serializeForCelo } from 'viem/celo'
import { celo, mainnet } from 'viem/chains'
import {
  type ActivityApprovalNeededError,
  apiKeyStamper,
  ChainIdMissingError,
  ClockSkewError,
  createPasskeyAccount,
  createSignerClient,
  type GetFn,
  type InvalidParameterError,
  type PasskeyAccount,
  PasskeyAccountError,
  type PasskeyWallet,
  type PendingSignature,
  type SignatureMismatchError,
  SignerRequestError,
  type Stamper,
  signMany,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import { submit, whoami } from 'viem-passkey-account/actions'
import { createProxy } from 'viem-passkey-account/server'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'

/** Compiles only with `true`. */
type Expect<condition extends true> = condition
/** Two types of which none is wider, also not by `any`. */
type Equal<left, right> =
  (<value>() => value extends left ? 1 : 2) extends <value>() => value extends right ? 1 : 2 ? true : false

declare const account: PasskeyAccount
declare const record: PasskeyWallet
declare const client: ReturnType<typeof createSignerClient>

/** It is viem's local account, and fits where one is asked for. */
export function fits(): unknown {
  const local: LocalAccount<'passkey'> = account
  const any: Account = account
  const accounts: LocalAccount[] = [account, privateKeyToAccount('0x')]
  // @ts-expect-error its source is its own
  const other: LocalAccount<'privateKey'> = account

  const wallet = createWalletClient({ account, chain: mainnet, transport: http() })
  const hoisted: Hex = wallet.account.address
  const organizationId: string = wallet.account.organizationId
  const calls = () => [
    wallet.sendTransaction({ to: hoisted, value: 1n }),
    wallet.signMessage({ message: 'hello' }),
    wallet.signAuthorization({ contractAddress: hoisted }),
    wallet.prepareTransactionRequest({ to: hoisted }),
    // Given to a call instead of the client.
    createWalletClient({ chain: mainnet, transport: http() }).sendTransaction({ account, to: hoisted }),
    toCoinbaseSmartAccount({ client: wallet, owners: [account], version: '1.1' }),
  ]
  return [local, any, accounts, other, organizationId, calls]
}

/** Every method has viem's own type; the two that are optional there are always here. */
export type Methods = [
  Expect<Equal<PasskeyAccount['type'], 'local'>>,
  Expect<Equal<PasskeyAccount['source'], 'passkey'>>,
  Expect<Equal<PasskeyAccount['signMessage'], LocalAccount['signMessage']>>,
  Expect<Equal<PasskeyAccount['signTypedData'], LocalAccount['signTypedData']>>,
  Expect<Equal<PasskeyAccount['signTransaction'], LocalAccount['signTransaction']>>,
  Expect<undefined extends PasskeyAccount['sign'] ? false : true>,
  Expect<undefined extends PasskeyAccount['signAuthorization'] ? false : true>,
  Expect<Equal<ReturnType<PasskeyAccount['sign']>, Promise<Hex>>>,
]

/** Typed data is inferred as in viem. */
export function infersTypedData(): void {
  const types = {
    Person: [
      { name: 'name', type: 'string' },
      { name: 'wallet', type: 'address' },
    ],
    Mail: [
      { name: 'to', type: 'Person[]' },
      { name: 'amount', type: 'uint256' },
      { name: 'kind', type: 'uint8' },
    ],
  } as const
  const to = [{ name: 'Bob', wallet: '0x00' }] as const
  account.signTypedData({ types, primaryType: 'Mail', message: { to, amount: 1n, kind: 1 } })
  account.signTypedData({ types, primaryType: 'Person', domain: { chainId: 1 }, message: to[0] })
  // @ts-expect-error there is no such type
  account.signTypedData({ types, primaryType: 'Letter', message: { to, amount: 1n, kind: 1 } })
  // @ts-expect-error a uint256 is a bigint
  account.signTypedData({ types, primaryType: 'Mail', message: { to, amount: 1, kind: 1 } })
  // @ts-expect-error a field is missing
  account.signTypedData({ types, primaryType: 'Mail', message: { to, amount: 1n } })
  const wrong = [{ name: 1, wallet: '0x00' }] as const
  // @ts-expect-error a field of a nested struct has another type
  account.signTypedData({ types, primaryType: 'Mail', message: { to: wrong, amount: 1n, kind: 1 } })
  // @ts-expect-error the domain has other fields
  account.signTypedData({ types, primaryType: 'Person', domain: { chain: 1 }, message: to[0] })
}

/** A serializer says which transactions it takes. */
export async function infersSerializers(): Promise<Hex[]> {
  const transaction = { chainId: celo.id, feeCurrency: '0x00', type: 'cip64' } as const
  return [
    await account.signTransaction({ type: 'eip1559', chainId: 1 }),
    await account.signTransaction(transaction, { serializer: serializeForCelo }),
    await account.signTransaction(transaction, {
      serializer: async (fields: CeloTransactionSerializable, signature?: Signature) =>
        serializeForCelo(fields, signature),
    }),
    // @ts-expect-error viem's own knows no fee currency
    await account.signTransaction(transaction),
    // @ts-expect-error a serializer takes transactions
    await account.signTransaction(transaction, { serializer: (text: string) => `0x${text}` }),
  ]
}

/** Each position has the type of what was asked for there. */
export async function infersMany(
  message: SignableMessage,
  transaction: TransactionSerializable,
  hashes: readonly { hash: Hex }[],
): Promise<void> {
  const authorization = { address: '0x00', chainId: 1, nonce: 0 } as const
  const signed = await signMany(account, { items: [{ message }, { authorization }, { transaction }, { hash: '0x00' }] })
  type _tuple = Expect<Equal<typeof signed, [Hex, SignedAuthorization, Hex, Hex]>>
  const many = await signMany(account, { items: hashes })
  type _array = Expect<Equal<typeof many, Hex[]>>
  // @ts-expect-error there are four
  signed[4]
  // @ts-expect-error nothing to sign
  await signMany(account, { items: [{ text: 'hello' }] })
  return void ({} as { tuple: _tuple; array: _array })
}

/** Whatever is optional may be said to be `undefined`, also under `exactOptionalPropertyTypes`. */
export function takesUndefined(signal: AbortSignal | undefined, getFn: GetFn | undefined): unknown {
  return [
    createPasskeyAccount({ client, ...record }),
    createPasskeyAccount({
      client,
      organizationId: 'id',
      address: '0x00',
      publicKey: undefined,
      signWith: undefined,
      stamper: undefined,
      nonceManager: undefined,
      signal,
    }),
    createSignerClient({ url: undefined, stamper: undefined, fetchFn: undefined, timeout: undefined }),
    webAuthnStamper({ rpId: 'localhost', getFn, timeout: undefined, allowCredentials: undefined }),
    signMany(account, { items: [], signal }),
    // @ts-expect-error an account has an address
    createPasskeyAccount({ client, organizationId: 'id' }),
    // @ts-expect-error in hex
    createPasskeyAccount({ client, organizationId: 'id', address: 'anna.eth' }),
    // @ts-expect-error passkeys belong to an RP ID
    webAuthnStamper({}),
  ]
}

/** Official stampers fit, and the global fetch does. */
export function plugs(official: {
  stamp(payload: string): Promise<{ stampHeaderName: string; stampHeaderValue: string }>
}): unknown {
  const stamper: Stamper = official
  const ours: typeof official = apiKeyStamper({ publicKey: '02', privateKey: '00' })
  return [ours, createSignerClient({ stamper, fetchFn: fetch })]
}

/** One shape of request and answer, and one of ceremonies, through every part. */
export async function composes(): Promise<unknown> {
  const signer: LocalSigner = await createLocalSigner()
  const { getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const client = createSignerClient({
    fetchFn: createProxy({ fetchFn: signer.fetch }),
    stamper: webAuthnStamper({ rpId: 'localhost', getFn }),
  })
  const { organizationId } = signer
  const { userId } = await whoami(client, { organizationId })
  const activity = await submit(client, { type: 'ACTIVITY_TYPE_CREATE_WALLET', organizationId, parameters: { userId } })
  return activity.id satisfies string
}

/** Errors carry what a program needs, each with its type. */
export async function typesErrors(error: unknown): Promise<unknown> {
  if (error instanceof ClockSkewError) {
    const skew: number | undefined = error.skew
    const status: number = error.status
    return [skew, status]
  }
  if (error instanceof SignerRequestError) return error.turnkeyErrorCode satisfies string
  if (error instanceof ChainIdMissingError) return error.message
  if (error instanceof PasskeyAccountError) return error.walk((cause) => cause instanceof PasskeyAccountError)
  const approval = error as ActivityApprovalNeededError
  type _pending = Expect<Equal<typeof approval.pending, PendingSignature | undefined>>
  if (!approval.pending) return {} as _pending
  const stored: PendingSignature = JSON.parse(JSON.stringify(approval.pending))
  const result = await waitForSignature(account, { pending: stored })
  return result satisfies Hex | SignedAuthorization | (Hex | SignedAuthorization)[]
}

/** What each function says that it throws. */
export type Thrown = [
  Expect<InvalidParameterError extends createPasskeyAccount.ErrorType ? true : false>,
  Expect<SignatureMismatchError extends signMany.ErrorType ? true : false>,
  Expect<ChainIdMissingError extends signMany.ErrorType ? true : false>,
  Expect<ClockSkewError extends signMany.ErrorType ? true : false>,
]

import { caseless, int, type Struct, struct, type Value } from '../evaluate/values.js'
import type { PolicyContext } from '../types.js'
import { activityClasses } from './activityClasses.js'
import { ContextFault } from './ContextFault.js'
import type { ContractInterfaces } from './interfaces.js'
import { isRecord } from './isRecord.js'
import { parseJson } from './parseJson.js'
import { parseUnsignedTransaction } from './parseUnsignedTransaction.js'
import { readInteger } from './readInteger.js'
import { readQuantity } from './readQuantity.js'
import { toActivityStruct } from './toActivityStruct.js'
import { toCallFields, toTransactionStruct } from './toTransactionStruct.js'
import { toTypedDataStruct } from './toTypedDataStruct.js'
import type { PolicyPrivateKey, PolicyWallet } from './types.js'

export type ContextInput = {
  /** Type of the activity, such as `ACTIVITY_TYPE_SIGN_TRANSACTION_V2`. */
  readonly type: string
  /** Parameters of the activity, as the request has them. */
  readonly parameters: Record<string, unknown>
  readonly wallet?: PolicyWallet | undefined
  readonly privateKey?: PolicyPrivateKey | undefined
  /** The wallets of a request about several. */
  readonly wallets?: readonly PolicyWallet[] | undefined
  readonly interfaces?: ContractInterfaces | undefined
}

export type BuiltContext =
  | { readonly ok: true; readonly context: PolicyContext }
  | { readonly ok: false; readonly error: { readonly parameter: string; readonly message: string } }

/** Half a million items take a second to decode. */
const maxItems = 50_000

/** Builds what conditions see of a request. Refuses what a signer refuses before it asks its policies. */
export function buildContext(input: ContextInput): BuiltContext {
  try {
    return { ok: true, context: build(input) }
  } catch (fault) {
    if (fault instanceof ContextFault)
      return { ok: false, error: { parameter: fault.parameter, message: fault.message } }
    throw fault
  }
}

function build(input: ContextInput): PolicyContext {
  const { type, parameters, wallets } = input
  return {
    activity: toActivityStruct(type, parameters),
    ...(hasTarget(type) ? toTarget(input) : {}),
    ...(wallets === undefined ? {} : { wallets: wallets.map(toWallet) }),
    eth: toEth(input),
  }
}

/** Wallets and private keys are there in requests that sign or export. */
function hasTarget(type: string): boolean {
  const { action } = activityClasses.get(type) ?? {}
  return action === 'SIGN' || action === 'EXPORT'
}

const isEthereumAddress = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text)

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** What the request names: an address of an account, or the id of a private key. */
function targetOf({ parameters }: ContextInput): string | undefined {
  const { signWith, from, address, privateKeyId } = parameters
  return [signWith, from, address, privateKeyId].find((value) => typeof value === 'string')
}

/** The id of a private key. An address does not tell: accounts of wallets have them in several formats. */
function keyIdOf({ parameters: { privateKeyId } }: ContextInput, target: string | undefined): string | undefined {
  if (typeof privateKeyId === 'string') return privateKeyId
  return target !== undefined && isUuid(target) ? target : undefined
}

function toTarget(input: ContextInput): Pick<PolicyContext, 'wallet' | 'wallet_account' | 'private_key'> {
  const { type, wallet, privateKey } = input
  const target = targetOf(input)
  if (wallet !== undefined && privateKey !== undefined)
    throw new ContextFault('privateKey', 'a request is about a wallet or a private key, not both')
  const named = wallet === undefined ? privateKey?.id : wallet.id
  const keyId = keyIdOf(input, target)
  const id = [input.parameters.walletId, keyId].find((value) => typeof value === 'string')
  if (id !== undefined && named !== undefined && named !== id)
    throw new ContextFault(
      wallet === undefined ? 'privateKey' : 'wallet',
      `its id is not ${id}, which the request names`,
    )
  if (wallet?.address !== undefined && target !== undefined && wallet.address !== target)
    throw new ContextFault('wallet', `wallet.address is not ${target}, which the request names`)
  const key = privateKey ?? (wallet === undefined && keyId !== undefined ? { id: keyId } : undefined)
  if (key !== undefined) return { private_key: toPrivateKey(key) }
  const address = target ?? wallet?.address
  return {
    ...(wallet === undefined ? {} : { wallet: toWallet(wallet) }),
    ...(address === undefined || type === 'ACTIVITY_TYPE_EXPORT_WALLET'
      ? {}
      : {
          wallet_account: toAccount(address, type === 'ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT' ? wallet?.path : undefined),
        }),
  }
}

const toWallet = ({ id, label, imported, exported }: PolicyWallet): Struct =>
  struct('Wallet', [
    ['id', id],
    ['label', label],
    ['imported', imported],
    ['exported', exported],
  ])

const toPrivateKey = ({ id, label, tags = [], imported, exported }: PolicyPrivateKey): Struct =>
  struct('PrivateKey', [
    ['id', id],
    ['label', label],
    ['tags', tags],
    ['imported', imported],
    ['exported', exported],
  ])

/** Recordings show the path for exports of an account. Whether it is there elsewhere is not known. */
function toAccount(address: string, path: string | undefined): Struct {
  const parts = path?.split('/').slice(1)
  return struct('WalletAccount', [
    ['address', address],
    ['path_indexes', parts?.map((part) => BigInt(part.replace(/[^0-9]/g, '')))],
    ['path_hardened', parts?.map((part) => part.endsWith("'"))],
  ])
}

function toEth(input: ContextInput): Struct {
  const { type, parameters } = input
  const { payload, encoding, unsignedTransaction } = parameters
  const field = (name: string, value: Value): Struct => struct('Eth', [[name, value]])
  switch (type) {
    case 'ACTIVITY_TYPE_SIGN_TRANSACTION':
    case 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2':
      if (parameters.type !== 'TRANSACTION_TYPE_ETHEREUM') return struct('Eth', [])
      return field('tx', readTransaction(String(unsignedTransaction), input))
    case 'ACTIVITY_TYPE_ETH_SEND_TRANSACTION':
      return field('tx', readSending(input))
    case 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD':
    case 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2':
      if (encoding === 'PAYLOAD_ENCODING_EIP712') return field('eip_712', toTypedDataStruct(String(payload)))
      if (encoding === 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION')
        return field('eip_7702_authorization', readAuthorization(String(payload)))
  }
  // Whatever bytes a raw payload has, they do not fill `eth.tx`.
  return struct('Eth', [])
}

function fromOf(input: ContextInput): string | undefined {
  const { privateKey, wallet } = input
  const candidates = [targetOf(input), privateKey?.address, wallet?.address, wallet?.ethereumAddress]
  return candidates.find((address) => address !== undefined && isEthereumAddress(address))
}

function readTransaction(hex: string, input: ContextInput): Struct {
  const digits = /^(0x)?(([0-9a-f]{2})*)$/i.exec(hex)?.[2]
  if (digits === undefined) throw new ContextFault('body', 'failed to parse transaction: it is not hex')
  const bytes = new Uint8Array(digits.length / 2)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
  const parsed = parseUnsignedTransaction(bytes, maxItems)
  if (!parsed.ok) throw new ContextFault('body', `failed to parse transaction: ${parsed.problem}`)
  return toTransactionStruct(parsed.transaction, { from: fromOf(input), interfaces: input.interfaces })
}

/** `eth_send_transaction`: what is left out, the signer chooses later, so it is not there. */
function readSending(input: ContextInput): Struct {
  const { parameters, interfaces } = input
  const { from, to, caip2, value = '0', data = '0x' } = parameters
  if (typeof from !== 'string' || typeof to !== 'string' || typeof data !== 'string')
    throw new ContextFault('body', 'from, to and data must be strings')
  if (!/^(0x)?[0-9a-fA-F]*$/.test(data)) throw new ContextFault('body', 'data is not hex')
  const chainId = /^eip155:([0-9]{1,78})$/.exec(String(caip2))?.[1]
  const number = (read: unknown): Value | undefined => {
    const integer = readInteger(read)
    return integer === undefined ? undefined : int(integer)
  }
  const sender = fromOf(input)
  return struct('EthereumTransaction', [
    ['from', sender === undefined ? undefined : caseless(sender)],
    ['to', caseless(to)],
    ['data', data.toLowerCase()],
    ['value', number(value)],
    ['chain_id', number(chainId)],
    ['nonce', number(parameters.nonce)],
    ['gas', number(parameters.gasLimit)],
    ['gas_price', number(parameters.maxFeePerGas)],
    ['max_fee_per_gas', number(parameters.maxFeePerGas)],
    ['max_priority_fee_per_gas', number(parameters.maxPriorityFeePerGas)],
    ...toCallFields(to.toLowerCase(), data.toLowerCase(), interfaces),
  ])
}

/** The address is compared exactly: production's list of what is compared regardless of case does not have it. */
function readAuthorization(json: string): Struct {
  const value = parseJson(json)
  if (!isRecord(value) || typeof value.address !== 'string')
    throw new ContextFault('body', 'the authorization is not a JSON object with an address')
  const [chainId, nonce] = [readQuantity(value.chainId), readQuantity(value.nonce)]
  if (chainId === undefined || nonce === undefined)
    throw new ContextFault('body', 'chainId and nonce of the authorization must be integers')
  return struct('Eip7702Authorization', [
    ['address', value.address],
    ['chain_id', int(chainId)],
    ['nonce', int(nonce)],
  ])
}

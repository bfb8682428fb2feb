import {
  type Address,
  type Chain,
  type Hex,
  hexToString,
  isHex,
  type LocalAccount,
  MethodNotFoundRpcError,
  numberToHex,
  RpcRequestError,
  stringToHex,
  TransactionRejectedRpcError,
  type TransactionSerializable,
  type TypedDataDefinition,
} from 'viem'
import { sendTransaction } from 'viem/actions'
import { isObject } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { PasskeyAccountError } from '../errors/base.js'
import { findError } from '../errors/findError.js'
import { toError } from '../errors/toError.js'
import type { Connection } from './createConnection.js'
import { readNumber, readObject, readOwnAddress } from './parseParams.js'
import { parseTransaction } from './parseTransaction.js'
import { readConnectRequest } from './readConnectRequest.js'
import { invalidParams, toProviderError, toRpcError } from './toRpcError.js'
import type { ProviderClient } from './types.js'

/** Handles a request for a chain. */
export type Method = (params: readonly unknown[], chain: Chain) => unknown

/** Creates the methods that the provider answers itself, except those of EIP-5792. */
export function createMethods<account extends LocalAccount>({
  connection,
  findChain,
  getClient,
}: {
  connection: Connection<account>
  findChain: (chainId: number) => Chain
  getClient: (chainId: number, address?: Address) => ProviderClient<account>
}): [string, Method][] {
  const { addresses, find } = connection

  const switchChain: Method = ([parameters]) => {
    const chainId = readNumber(readObject(parameters, 'parameters').chainId, 'chainId')
    connection.switchChain(findChain(chainId))
    return null
  }

  const signTypedData: Method = async ([address, data]) => {
    const { guarded } = find(readOwnAddress(address, 'address'))
    return guarded.signTypedData(readTypedData(data))
  }
  const readTypedData = (data: unknown): TypedDataDefinition => {
    const read = typeof data === 'string' ? parseObject(data) : data
    // The account reads it by its types, and says what is wrong with it before it prompts.
    if (isObject(read)) return read as TypedDataDefinition
    throw invalidParams('The typed data is not a JSON object.')
  }
  /** Whether a type has an array, which version 3 has not. */
  const hasArrays = ({ types }: TypedDataDefinition): boolean =>
    Object.values(Object(types))
      .flat()
      .some((field) => isObject(field) && typeof field.type === 'string' && field.type.endsWith(']'))

  const send: Method = async ([given], chain) => {
    const { address, transaction } = readTransaction(given, chain)
    if (transaction.type === 'eip4844') throw invalidParams('Blobs cannot be sent: the request has no sidecars.')
    try {
      return await sendTransaction(getClient(chain.id, address), { ...transaction, chain } as never)
    } catch (error) {
      throw toSendError(error)
    }
  }
  const readTransaction = (given: unknown, chain: Chain) => {
    const { from } = readObject(given, 'transaction')
    const { address } = find(readOwnAddress(from, 'from')).account
    return { address, transaction: parseTransaction(given, { chainId: chain.id }) }
  }

  const disconnect = async (): Promise<null> => {
    await connection.disconnect()
    return null
  }
  const permissions = (): unknown => {
    const caveats = [{ type: 'restrictReturnedAccounts', value: addresses() }]
    const { origin: invoker = '' } = globalThis
    return addresses().length > 0 ? [{ invoker, parentCapability: 'eth_accounts', caveats }] : []
  }
  const readPermission = ([given]: readonly unknown[]): void => {
    const names = Object.keys(readObject(given, 'permissions'))
    if (names.length !== 1 || names[0] !== 'eth_accounts')
      throw invalidParams('`eth_accounts` is the only supported permission.')
  }

  return [
    ['eth_accounts', addresses],
    ['eth_coinbase', () => addresses()[0] ?? null],
    [
      'eth_requestAccounts',
      async () => {
        await connection.connect({})
        return addresses()
      },
    ],
    ['eth_chainId', (_params, chain) => numberToHex(chain.id)],
    ['net_version', (_params, chain) => String(chain.id)],
    [
      'personal_sign',
      async ([data, address]) => {
        if (typeof data !== 'string') throw invalidParams('The message is not a string.')
        const { guarded } = find(readOwnAddress(address, 'address'))
        return guarded.signMessage({ message: toMessage(data) })
      },
    ],
    ['eth_signTypedData_v4', signTypedData],
    [
      'eth_signTypedData_v3',
      (params, chain) => {
        // Everything else it hashes as version 4 does.
        if (hasArrays(readTypedData(params[1])))
          throw new MethodNotFoundRpcError(new Error('Arrays need eth_signTypedData_v4.'))
        return signTypedData(params, chain)
      },
    ],
    [
      'eth_signTypedData',
      (params, chain) => {
        if (Array.isArray(params[0]))
          throw new MethodNotFoundRpcError(new Error('This is version 1. Call eth_signTypedData_v4.'))
        return signTypedData(params, chain)
      },
    ],
    ['eth_sendTransaction', send],
    ['wallet_sendTransaction', send],
    [
      'eth_signTransaction',
      async ([given], chain) => {
        const { address, transaction } = readTransaction(given, chain)
        const client = getClient(chain.id, address)
        const filled: object = await client.prepareTransactionRequest({ ...transaction, chainId: chain.id } as never)
        const {
          account: _account,
          from: _from,
          ...serializable
        } = filled as TransactionSerializable & {
          account?: unknown
          from?: unknown
        }
        return client.account.signTransaction(serializable as TransactionSerializable, {
          serializer: chain.serializers?.transaction,
        })
      },
    ],
    ['wallet_switchEthereumChain', switchChain],
    ['wallet_addEthereumChain', switchChain],
    ['wallet_getPermissions', permissions],
    [
      'wallet_requestPermissions',
      async (params) => {
        readPermission(params)
        await connection.connect({})
        return permissions()
      },
    ],
    [
      'wallet_revokePermissions',
      (params) => {
        readPermission(params)
        return disconnect()
      },
    ],
    [
      'wallet_connect',
      async ([given = {}]) => {
        const signInWithEthereum = await connection.connect(readConnectRequest(given))
        return {
          accounts: addresses().map((address, index) => ({
            address,
            capabilities: index === 0 && signInWithEthereum ? { signInWithEthereum } : {},
          })),
        }
      },
    ],
    ['wallet_disconnect', disconnect],
  ]
}

/** Hex with 0x is bytes, and anything else is text. Bytes that are text become text, which a dialog can show: both have the same signature. */
function toMessage(data: string): string | { raw: Hex } {
  if (!isHex(data) || data.length % 2) return data
  const text = hexToString(data)
  return stringToHex(text) === data.toLowerCase() ? text : { raw: data }
}

const sentAgain: ReadonlySet<unknown> = new Set([-32000, -32601, -32602, -32004])

/**
 * Converts the error of a transaction. The node's refusal becomes -32003, and a revert 3 with its data: viem sends a transaction a
 * second time, as `wallet_sendTransaction`, after some of the codes that nodes use, and the user would be prompted again.
 */
export function toSendError(thrown: unknown): Error {
  const error = toRpcError(thrown)
  const { code, data, details } = Object(error)
  if (!sentAgain.has(code) || findError(error, PasskeyAccountError)) return error
  const cause = thrown instanceof RpcRequestError ? new Error(details) : toError(thrown)
  return isHex(data) ? toProviderError(cause, { code: 3, data }) : new TransactionRejectedRpcError(cause)
}

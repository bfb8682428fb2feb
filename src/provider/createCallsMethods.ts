import {
  type Address,
  AtomicityNotSupportedError,
  BundleTooLargeError,
  type Chain,
  type Client,
  concatHex,
  DuplicateIdError,
  isAddressEqual,
  keccak256,
  type LocalAccount,
  numberToHex,
  TransactionRejectedRpcError,
  type TransactionSerializable,
  type TransactionSerializableEIP1559,
  type Transport,
  UnknownBundleIdError,
  UnsupportedChainIdError,
} from 'viem'
import { getBalance, getTransactionCount, prepareTransactionRequest } from 'viem/actions'
import { assertChain } from './assertChain.js'
import { assertOptional } from './assertOptional.js'
import { createCallsLog } from './createCallsLog.js'
import type { Connection } from './createConnection.js'
import { type Method, toSendError } from './createMethods.js'
import type { Store } from './createStore.js'
import type { Approve } from './guardAccount.js'
import {
  readAddress,
  readArray,
  readBytes,
  readEach,
  readNumber,
  readObject,
  readOwnAddress,
  readQuantity,
} from './parseParams.js'
import { type Call, priceCalls } from './priceCalls.js'
import { signCalls } from './signCalls.js'
import { toReader } from './toReader.js'
import { invalidParams } from './toRpcError.js'

/** What one prompt can show, and a block can hold. */
const maxCalls = 100

/** What the methods of EIP-5792 need. */
export type CallsParameters<account extends LocalAccount> = {
  chains: readonly Chain[]
  connection: Connection<account>
  /** Returns the client of a chain's node. */
  getNode: (chainId: number) => Client<Transport, Chain>
  store: Store
  approve: Approve | undefined
}

/** The methods of EIP-5792 that are loaded at their first use. */
export type CallsMethods = {
  wallet_sendCalls: Method
  wallet_getCallsStatus: Method
  wallet_showCallsStatus: Method
  /** Forgets all calls. */
  clear: () => void
}

/** Creates the methods that send calls and tell their status. */
export function createCallsMethods<account extends LocalAccount>({
  chains,
  connection,
  getNode,
  store,
  approve,
}: CallsParameters<account>): CallsMethods {
  const log = createCallsLog(store)
  /** Ids of calls that are being signed. */
  const open = new Set<string | undefined>()
  const duplicate = () => new DuplicateIdError(new Error('Calls with this id exist. Pass another id, or none.'))

  async function sendCalls({ id: givenId, from: givenFrom, calls, chain }: SendCalls): Promise<string> {
    const connected = connection.find(givenFrom)
    const { address: from, nonceManager } = connected.account
    const client = getNode(chain.id)
    let hasNonces = false
    let isSent = false
    const takeNonce =
      nonceManager &&
      (() => {
        hasNonces = true
        return nonceManager.consume({ address: from, chainId: chain.id, client })
      })
    try {
      const transactions = await toTransactions(client, { from, chain, calls, takeNonce })
      const raw = await signCalls(connected, { transactions, chain, approve })
      const hashes = raw.map((serialized) => keccak256(serialized))
      // Without leading zeros: MetaMask's schema has ids as quantities.
      const id = givenId ?? numberToHex(BigInt(keccak256(concatHex(hashes))))
      const unsent = transactions.map(({ nonce }, index) => ({ hash: hashes[index] ?? '0x', nonce, sent: false }))
      await log.send({ id, from, chainId: chain.id, transactions: unsent }, raw, client)
      isSent = unsent.every(({ sent }) => sent)
      return id
    } catch (error) {
      throw toSendError(error)
    } finally {
      // A nonce that is not used would keep every later transaction from being mined.
      if (hasNonces && !isSent) nonceManager?.reset({ address: from, chainId: chain.id })
    }
  }

  const findRecord = async (id: unknown) => {
    const record = typeof id === 'string' ? await log.find(id) : undefined
    if (record && connection.addresses().some((address) => isAddressEqual(address, record.from))) return record
    throw typeof id === 'string'
      ? new UnknownBundleIdError(new Error(`No calls have the id ${id.slice(0, 80)}.`))
      : invalidParams('The id is not a string.')
  }

  return {
    async wallet_sendCalls([given]) {
      const request = readSendCalls(given, chains)
      const { id } = request
      // Before anything is awaited: two requests with one id may come at once.
      if (id !== undefined && open.has(id)) throw duplicate()
      open.add(id)
      try {
        if (id !== undefined && (await log.find(id))) throw duplicate()
        return { id: await sendCalls(request) }
      } finally {
        open.delete(id)
      }
    },
    async wallet_getCallsStatus([id]) {
      const record = await findRecord(id)
      return log.status(record, toReader(getNode(record.chainId)))
    },
    async wallet_showCallsStatus([id]) {
      await findRecord(id)
      return null
    },
    clear: log.clear,
  }
}

type SendCalls = { id: string | undefined; from: Address | undefined; calls: Call[]; chain: Chain }

function readSendCalls(given: unknown, chains: readonly Chain[]): SendCalls {
  const {
    version,
    id,
    from,
    chainId,
    atomicRequired,
    calls: givenCalls,
    capabilities,
  } = readObject(given, 'parameters')
  if (version !== '2.0.0') throw invalidParams('Pass `version` 2.0.0.')
  // 4096 bytes, hex with 0x.
  if (id !== undefined && (typeof id !== 'string' || id === '' || id.length > 8194))
    throw invalidParams('`id` is not a string of 1 to 8194 characters.')
  if (atomicRequired !== undefined && typeof atomicRequired !== 'boolean')
    throw invalidParams('`atomicRequired` is not a boolean.')
  const number = readNumber(chainId, 'chainId')
  const chain = chains.find((chain) => chain.id === number)
  if (!chain) throw new UnsupportedChainIdError(new Error(`Chain ${number} is not one of the chains of this provider.`))
  const list = readArray(givenCalls, 'calls')
  if (list.length === 0) throw invalidParams('`calls` is empty.')
  if (list.length > maxCalls) throw new BundleTooLargeError(new Error(`Send at most ${maxCalls} calls at once.`))
  assertOptional(capabilities)
  const calls = readEach(list, 'calls', (call, path): Call => {
    const { to, data, value, capabilities } = readObject(call, path)
    assertOptional(capabilities)
    if (to === undefined && data === undefined) throw invalidParams(`\`${path}\` has neither \`to\` nor \`data\`.`)
    return {
      ...(to !== undefined && { to: readAddress(to, `${path}.to`) }),
      ...(data !== undefined && { data: readBytes(data, `${path}.data`) }),
      ...(value !== undefined && { value: readQuantity(value, `${path}.value`) }),
    }
  })
  if (atomicRequired && calls.length > 1)
    throw new AtomicityNotSupportedError(new Error('Each call is a separate transaction.'))
  return { id, from: from === undefined ? undefined : readOwnAddress(from, 'from'), calls, chain }
}

/** Fills in gas, fees and nonces. Whatever is wrong is found here, before the user is prompted. */
async function toTransactions(
  client: Client<Transport, Chain>,
  {
    from,
    chain,
    calls,
    takeNonce,
  }: { from: Address; chain: Chain; calls: readonly Call[]; takeNonce: (() => Promise<number>) | undefined },
): Promise<(TransactionSerializable & { nonce: number })[]> {
  const [, gas, balance, pendingNonce] = await Promise.all([
    assertChain(client),
    priceCalls(client, { from, calls }),
    getBalance(client, { address: from, blockTag: 'pending' }),
    takeNonce ? 0 : getTransactionCount(client, { address: from, blockTag: 'pending' }),
  ])
  const filled = await prepareTransactionRequest(client, {
    ...calls[0],
    account: from,
    chainId: chain.id,
    gas: gas[0],
    nonce: pendingNonce,
    parameters: ['type', 'fees'],
  })
  const { type, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = filled as TransactionSerializableEIP1559 & {
    gasPrice?: bigint
  }
  const price = gasPrice ?? maxFeePerGas ?? 0n
  const cost = calls.reduce((sum, { value = 0n }, index) => sum + value + (gas[index] ?? 0n) * price, 0n)
  if (cost > balance)
    throw new TransactionRejectedRpcError(
      new Error(`insufficient funds: these calls may cost ${cost} wei, and the account has ${balance}.`),
    )
  const transactions: (TransactionSerializable & { nonce: number })[] = []
  for (const [index, call] of calls.entries()) {
    const nonce = takeNonce ? await takeNonce() : pendingNonce + index
    const fees = gasPrice === undefined ? { maxFeePerGas, maxPriorityFeePerGas } : { gasPrice }
    transactions.push({
      ...call,
      ...fees,
      type,
      chainId: chain.id,
      nonce,
      gas: gas[index],
    } as TransactionSerializable & {
      nonce: number
    })
  }
  return transactions
}

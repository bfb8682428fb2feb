import {
  type Address,
  type Chain,
  type Client,
  type Hex,
  isHex,
  MethodNotFoundRpcError,
  numberToHex,
  ProviderRpcError,
  RpcRequestError,
  type Transport,
} from 'viem'
import { estimateGas } from 'viem/actions'
import { hasStrings, isObject } from '../client/guards.js'
import { findError } from '../errors/findError.js'
import { toError } from '../errors/toError.js'

/** One call of a batch. */
export type Call = { to?: Address | undefined; data?: Hex | undefined; value?: bigint | undefined }

/**
 * Returns a gas limit for each call, in order. A call may depend on the ones before it: they are simulated one after the
 * other, by `eth_simulateV1`. A node that lacks it estimates each call by itself, as if the others were not made.
 *
 * @throws The revert of a call, with code 3 and its data.
 */
export async function priceCalls(
  client: Client<Transport, Chain>,
  { from, calls }: { from: Address; calls: readonly Call[] },
): Promise<bigint[]> {
  const results = calls.length > 1 ? await simulate(client, { from, calls }) : undefined
  if (!results)
    return Promise.all(
      calls.map((call, index) =>
        estimateGas(client, { account: from, ...call } as never).catch((error) => {
          const answer = findError(error, RpcRequestError)
          // Some nodes have another code than 3.
          if (!answer || (answer.code !== 3 && !isHex(answer.data))) throw error
          throw reverted({ index, count: calls.length, cause: toError(error), data: answer.data })
        }),
      ),
    )
  return results.map(({ status, gasUsed, error, returnData }, index) => {
    if (status === '0x1') return withMargin(BigInt(gasUsed))
    const { message = '', data = returnData } = isObject(error) ? error : {}
    throw reverted({ index, count: calls.length, cause: new Error(String(message)), data })
  })
}

/**
 * The gas used is less than the gas needed: refunds, up to a fifth, are paid at the end (EIP-3529), and a call inside gets
 * at most 63/64 of what is left (EIP-150). Gas that is not used is not paid for.
 */
const withMargin = (gasUsed: bigint): bigint => (gasUsed * 3n) / 2n

type Simulated = { status: string; gasUsed: string; error?: unknown; returnData?: unknown }

/** Returns `undefined` if the node does not simulate. */
async function simulate(
  client: Client<Transport, Chain>,
  { from, calls }: { from: Address; calls: readonly Call[] },
): Promise<Simulated[] | undefined> {
  const requests = calls.map(({ to, data, value }) => ({
    from,
    ...(to && { to }),
    ...(data && { data }),
    ...(value !== undefined && { value: numberToHex(value) }),
  }))
  try {
    const blocks: unknown = await client.request({
      method: 'eth_simulateV1',
      params: [{ blockStateCalls: [{ calls: requests }] }, 'pending'],
    })
    const block: unknown = Array.isArray(blocks) ? blocks[0] : undefined
    const results = isObject(block) && Array.isArray(block.calls) ? block.calls : []
    const readable = results.filter((result): result is Simulated => hasStrings(result, ['status', 'gasUsed']))
    return readable.length === calls.length ? readable : undefined
  } catch (error) {
    // Nodes without the method say so with many codes.
    if (findError(error, RpcRequestError) || findError(error, MethodNotFoundRpcError)) return undefined
    throw error
  }
}

function reverted({
  index,
  count,
  cause,
  data,
}: {
  index: number
  count: number
  cause: Error
  data: unknown
}): ProviderRpcError<unknown> {
  const shortMessage = `Call ${index + 1} of ${count} would revert, so nothing was signed.`
  return new ProviderRpcError(cause, { code: 3, name: 'ExecutionRevertedError', shortMessage, data })
}

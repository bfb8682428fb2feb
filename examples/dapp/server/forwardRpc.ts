/** What the page asks the chain. Anvil's own methods, which set balances and sign for anybody, stay on this machine. */
const methods: ReadonlySet<unknown> = new Set([
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_fillTransaction',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByNumber',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_sendRawTransaction',
  'eth_simulateV1',
])

/** Forwards one JSON-RPC request to the chain, for browsers that cannot reach it. */
export async function forwardRpc(request: Request, rpcUrl: string): Promise<Response> {
  const body: unknown = await request.json().catch(() => undefined)
  const method = typeof body === 'object' && body !== null && 'method' in body ? body.method : undefined
  if (request.method !== 'POST' || !methods.has(method))
    return new Response('This method is not available here.', { status: 403 })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(rpcUrl, { method: 'POST', headers, body: JSON.stringify(body) })
  return new Response(await answer.text(), { status: answer.status, headers })
}

'use client'

import { type Address, parseEther } from 'viem'
import { useSendCalls, useWaitForCallsStatus } from 'wagmi'
import { swap, token } from '@/lib/contracts'
import { Card } from './Card'
import { Outcome } from './Outcome'
import { usePrepareAgain } from './usePrepareAgain'
import { useRefresh } from './useRefresh'

const tokens = parseEther('10')

export function Swap({ address }: { address: Address }) {
  const sendCalls = useSendCalls({ mutation: { onSuccess: usePrepareAgain() } })
  const status = useWaitForCallsStatus({ id: sendCalls.data?.id })
  useRefresh(status.data)

  const calls = [
    { to: token.address, abi: token.abi, functionName: 'approve', args: [swap.address, tokens] },
    { to: swap.address, abi: swap.abi, functionName: 'swap', args: [tokens] },
  ] as const
  return (
    <Card title="Swap">
      <p className="soft">
        10 PERMIT for 0.01 ETH. The token’s approval and the swap are two transactions, and one prompt.
      </p>
      <button
        type="button"
        className="primary"
        disabled={sendCalls.isPending}
        onClick={() => sendCalls.mutate({ account: address, calls })}
      >
        Approve and swap
      </button>
      {sendCalls.data ? (
        <Outcome of={{ isPending: status.isLoading, error: status.error }} pending="Sent. Waiting for a block…">
          {status.data?.status === 'success'
            ? `Swapped: ${status.data.receipts?.length} transactions.`
            : 'The swap failed.'}
        </Outcome>
      ) : (
        <Outcome of={sendCalls} />
      )}
    </Card>
  )
}

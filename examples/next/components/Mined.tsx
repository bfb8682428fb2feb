'use client'

import type { Hash } from 'viem'
import { useWaitForTransactionReceipt } from 'wagmi'
import { Outcome } from './Outcome'
import { useRefresh } from './useRefresh'

type Props = { of: { isPending: boolean; error: unknown; data: Hash | undefined } }

/** A transaction from the click to its block. */
export function Mined({ of: { isPending, error, data: hash } }: Props) {
  const receipt = useWaitForTransactionReceipt({ hash })
  useRefresh(receipt.data)
  if (isPending || error) return <Outcome of={{ isPending, error }} />
  return (
    <Outcome of={{ isPending: receipt.isLoading, error: receipt.error }} pending="Sent. Waiting for a block…">
      {receipt.data &&
        `${receipt.data.status === 'success' ? 'Mined' : 'Reverted'} in block ${receipt.data.blockNumber}.`}
    </Outcome>
  )
}

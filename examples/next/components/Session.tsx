'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useConnection } from 'wagmi'
import { useWallet } from '@/app/providers'
import { Card } from './Card'
import { Outcome } from './Outcome'
import { useSharedSession } from './useSharedSession'

type Props = { reviews: boolean; onReviewsChange: (reviews: boolean) => void }

export function Session({ reviews, onReviewsChange }: Props) {
  const { connector } = useWallet()
  const { address, status } = useConnection()
  const queryClient = useQueryClient()
  const { data: end } = useQuery({
    queryKey: ['session', address],
    queryFn: () => connector.getSession()?.expiresAt ?? null,
    enabled: status === 'connected',
    // Until it is over, here or elsewhere.
    refetchInterval: ({ state }) => (state.data ? 1_000 : false),
  })
  const readAgain = () => queryClient.invalidateQueries({ queryKey: ['session'] })
  useSharedSession(readAgain)
  const change = useMutation({
    mutationFn: async () => {
      if (end) await connector.endSession()
      else await connector.connect({ capabilities: { method: 'login' } })
    },
    onSettled: readAgain,
  })
  return (
    <Card title="Prompts">
      <label className="check">
        <input type="checkbox" checked={reviews} onChange={(event) => onReviewsChange(event.target.checked)} />
        Show me what I sign
      </label>
      <label className="check">
        <input type="checkbox" checked={Boolean(end)} disabled={change.isPending} onChange={() => change.mutate()} />
        Sign without prompts for 15 minutes
      </label>
      <p className="soft">
        {end
          ? `Until ${new Date(end).toLocaleTimeString([], { timeStyle: 'short' })}, this page signs without your passkey.`
          : 'Each signature asks for your passkey.'}
      </p>
      <Outcome of={change} />
    </Card>
  )
}

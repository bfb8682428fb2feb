'use client'

import { useMutation } from '@tanstack/react-query'
import { limitText } from '@/lib/limit'
import { Card } from './Card'
import { Outcome } from './Outcome'
import { useSession } from './useSession'

type Props = { reviews: boolean; onReviewsChange: (reviews: boolean) => void; sessionProfileId: string | undefined }

export function Session({ reviews, onReviewsChange, sessionProfileId }: Props) {
  const { end, isLimited, readAgain, begin, endSession, limit } = useSession(sessionProfileId)
  const change = useMutation({
    mutationFn: async (what: 'begin' | 'endSession' | 'limit') => ({ begin, endSession, limit })[what](),
    onSettled: readAgain,
  })
  const until = end && new Date(end).toLocaleTimeString([], { timeStyle: 'short' })
  return (
    <Card title="Prompts">
      <label className="check">
        <input type="checkbox" checked={reviews} onChange={(event) => onReviewsChange(event.target.checked)} />
        Show me what I sign
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={until !== undefined}
          disabled={change.isPending}
          onChange={() => change.mutate(until ? 'endSession' : 'begin')}
        />
        Sign without prompts for 15 minutes
      </label>
      <p className="soft session">
        {until
          ? `Until ${until}, this page signs without your passkey${isLimited ? ', up to your limit' : ''}.`
          : 'Each signature asks for your passkey.'}
      </p>
      {sessionProfileId && (
        <>
          <p className="soft">
            With a limit, a session sends {limitText}. Everything else asks for your passkey, on all your devices.
          </p>
          <button type="button" disabled={isLimited || change.isPending} onClick={() => change.mutate('limit')}>
            {/* With a key, one text replaces the other. Without, it would move, which browsers count as a layout shift. */}
            <span key={String(isLimited)}>{isLimited ? 'Your limit is set' : 'Set a limit'}</span>
          </button>
        </>
      )}
      <Outcome of={change} />
    </Card>
  )
}

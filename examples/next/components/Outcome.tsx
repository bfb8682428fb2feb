import type { ReactNode } from 'react'
import { describeError } from '@/lib/describeError'

type Props = { of: { isPending: boolean; error: unknown }; pending?: string; children?: ReactNode }

/** What became of a click, in a place that is there from the start. */
export function Outcome({ of: { isPending, error }, pending = 'Waiting for your passkey…', children }: Props) {
  return (
    <p role="status" className={error && !isPending ? 'outcome bad' : 'outcome'}>
      {isPending ? pending : error ? describeError(error) : children}
    </p>
  )
}

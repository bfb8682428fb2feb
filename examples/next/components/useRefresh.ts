import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

const queries = ['balance', 'readContract', 'getBytecode', 'prepareTransactionRequest']

/** Reads what the page shows of the chain again, once something was mined. */
export function useRefresh(mined: unknown) {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (mined) for (const name of queries) void queryClient.invalidateQueries({ queryKey: [name] })
  }, [mined, queryClient])
}

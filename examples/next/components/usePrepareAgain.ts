import { useQueryClient } from '@tanstack/react-query'

/** Once a transaction is sent, its nonce is taken: whatever was prepared before it, with any amount, is prepared again. */
export function usePrepareAgain() {
  const queryClient = useQueryClient()
  return () => queryClient.resetQueries({ queryKey: ['prepareTransactionRequest'] })
}

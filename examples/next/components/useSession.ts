import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { createSessionKey, type SessionKey, signIn } from 'viem-passkey-account'
import { useConnection } from 'wagmi'
import { useWallet } from '@/app/providers'
import { hasLimit, rememberLimit } from '@/lib/limit'
import { passkeyOf } from '@/lib/passkeyOf'
import { isLimitSet, setLimit } from '@/lib/setLimit'
import { useSharedSession } from './useSharedSession'

/** The user's session, with or without a limit: when it ends, and how to change it. */
export function useSession(sessionProfileId: string | undefined) {
  const { client, connector, rp } = useWallet()
  const { address, addresses = [], status } = useConnection()
  const queryClient = useQueryClient()
  const { data } = useQuery({
    queryKey: ['session', address],
    queryFn: () => ({ end: connector.getSession()?.expiresAt, isLimited: hasLimit(connector.getWallet()) }),
    enabled: status === 'connected',
    // Until it is over, here or elsewhere.
    refetchInterval: ({ state }) => (state.data?.end ? 1_000 : false),
  })
  const { end, isLimited = false } = data ?? {}
  const readAgain = () => queryClient.invalidateQueries({ queryKey: ['session'] })
  useSharedSession(readAgain)

  // On a new device, the signer knows of a limit before the page does.
  useQuery({
    queryKey: ['limit', address],
    queryFn: async () => {
      const [wallet, session] = [connector.getWallet(), connector.getSession()]
      if (!wallet || !session || !(await isLimitSet(wallet, session))) return false
      rememberLimit(wallet)
      await readAgain()
      return true
    },
    enabled: sessionProfileId !== undefined && end !== undefined && !isLimited,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

  // Ready before the click, so that its prompt starts in it. A key is good for one session.
  const key = useRef<Promise<SessionKey>>(undefined)
  useEffect(() => {
    key.current ??= createSessionKey()
  }, [])
  function takeKey() {
    const taken = key.current ?? createSessionKey()
    key.current = createSessionKey()
    return taken
  }

  const beginWithout = () => connector.connect({ capabilities: { method: 'login' } })

  async function beginWithLimit() {
    const expected = addresses.flatMap((each) => connector.getWallet(each) ?? [])
    const [wallet] = expected
    if (!wallet) throw new Error('Not connected.')
    const session = await signIn(client, {
      organizationId: wallet.organizationId,
      key: await takeKey(),
      stamper: passkeyOf(wallet, rp.id),
      expected,
      sessionProfileId,
      expirationSeconds: 900,
    })
    await connector.connect({ capabilities: { method: 'login', session } })
  }

  return {
    end,
    isLimited,
    readAgain,
    begin: async () => void (await (isLimited ? beginWithLimit() : beginWithout())),
    endSession: () => connector.endSession(),
    /** Two prompts: the limit, and a session that has it. Without a session, one more: it stamps what sets the limit. */
    async limit() {
      if (!connector.getSession()) await beginWithout()
      const [wallet, session] = [connector.getWallet(), connector.getSession()]
      if (!wallet || !session) throw new Error('The session has ended.')
      await setLimit(wallet, session, rp.id)
      rememberLimit(wallet)
      await connector.endSession()
      await beginWithLimit()
    },
  }
}

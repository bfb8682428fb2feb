'use client'

import { useConnection } from 'wagmi'
import { Wallet } from './Wallet'
import { Welcome } from './Welcome'

export function Home({ organizationId }: { organizationId: string }) {
  // From the cookie first, on the server and in the browser alike: nothing flashes, and nothing moves.
  const { address } = useConnection()
  return address ? <Wallet address={address} /> : <Welcome organizationId={organizationId} />
}

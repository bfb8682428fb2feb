'use client'

import { useConnection } from 'wagmi'
import { Wallet } from './Wallet'
import { Welcome } from './Welcome'

type Props = { organizationId: string; sessionProfileId: string | undefined }

export function Home({ organizationId, sessionProfileId }: Props) {
  // From the cookie first, on the server and in the browser alike: nothing flashes, and nothing moves.
  const { address } = useConnection()
  return address ? (
    <Wallet address={address} sessionProfileId={sessionProfileId} />
  ) : (
    <Welcome organizationId={organizationId} />
  )
}

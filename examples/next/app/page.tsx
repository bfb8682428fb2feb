'use client'

import { useConnection } from 'wagmi'
import { Wallet } from '@/components/Wallet'
import { Welcome } from '@/components/Welcome'
import './globals.css'

export default function Page() {
  // From the cookie first, on the server and in the browser alike: nothing flashes, and nothing moves.
  const { address } = useConnection()
  return address ? <Wallet address={address} /> : <Welcome />
}

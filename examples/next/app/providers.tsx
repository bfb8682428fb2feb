'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import { type State, WagmiProvider } from 'wagmi'
import { createWallet, type Settings } from '@/lib/wallet'

type Props = { settings: Settings; initialState: State | undefined; children: ReactNode }

const WalletContext = createContext<ReturnType<typeof createWallet> | undefined>(undefined)

export function Providers({ settings, initialState, children }: Props) {
  const [wallet] = useState(() => createWallet(settings))
  const [queryClient] = useState(() => new QueryClient())
  return (
    <WalletContext value={wallet}>
      <WagmiProvider config={wallet.config} initialState={initialState}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </WagmiProvider>
    </WalletContext>
  )
}

export function useWallet() {
  const wallet = use(WalletContext)
  if (!wallet) throw new Error('Render this inside Providers.')
  return wallet
}

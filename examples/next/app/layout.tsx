import type { Metadata } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { cookieToInitialState } from 'wagmi'
import { readSettings } from '@/lib/settings'
import { createWallet } from '@/lib/wallet'
import { Providers } from './providers'

export const metadata: Metadata = { title: 'Passkey wallet', description: 'A wallet that signs with a passkey.' }

export default async function Layout({ children }: { children: ReactNode }) {
  const settings = readSettings()
  const initialState = cookieToInitialState(createWallet(settings).config, (await headers()).get('cookie'))
  return (
    <html lang="en">
      <body>
        <Providers settings={settings} initialState={initialState}>
          {children}
        </Providers>
      </body>
    </html>
  )
}

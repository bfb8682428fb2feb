'use client'

import { useState } from 'react'
import type { Address } from 'viem'
import { useChains, useConnection, useDisconnect, useSwitchChain } from 'wagmi'
import { ApprovalDialog } from './ApprovalDialog'
import { Balances } from './Balances'
import { Delegate } from './Delegate'
import { Keys } from './Keys'
import { Passkeys } from './Passkeys'
import { Send } from './Send'
import { Session } from './Session'
import { Sign } from './Sign'
import { Swap } from './Swap'

type Props = { address: Address; sessionProfileId: string | undefined }

export function Wallet({ address: first, sessionProfileId }: Props) {
  const { addresses = [first], chainId, status } = useConnection()
  const chains = useChains()
  const switchChain = useSwitchChain()
  const disconnect = useDisconnect()
  const [reviews, setReviews] = useState(true)
  // One of several, if wallets were imported.
  const [chosen, choose] = useState(first)
  const address = addresses.find((known) => known === chosen) ?? first
  return (
    <>
      <header>
        <h1>Passkey wallet</h1>
        <select
          aria-label="Network"
          value={chainId}
          onChange={(event) => switchChain.mutate({ chainId: Number(event.target.value) })}
        >
          {chains.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" onClick={() => disconnect.mutate({})}>
          Sign out
        </button>
      </header>
      {/* While wagmi reconnects, for a moment after a load, nothing can be signed yet. */}
      <main inert={status !== 'connected'}>
        <Balances address={address} addresses={addresses} onChoose={choose} />
        <div className="cards">
          <Send address={address} />
          <Swap address={address} />
          <Sign address={address} />
          <Passkeys />
          <Session reviews={reviews} onReviewsChange={setReviews} sessionProfileId={sessionProfileId} />
          <Delegate address={address} />
          <Keys address={address} onImported={choose} />
        </div>
      </main>
      {reviews && <ApprovalDialog />}
    </>
  )
}

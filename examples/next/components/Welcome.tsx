'use client'

import { useState } from 'react'
import { useConnect } from 'wagmi'
import { useWallet } from '@/app/providers'
import { Outcome } from './Outcome'

export function Welcome() {
  const { connector } = useWallet()
  const connect = useConnect()
  const [name, setName] = useState('')
  return (
    <main className="welcome">
      <h1>Passkey wallet</h1>
      <p className="soft">Your fingerprint, face or PIN signs. There is no password and no seed phrase to lose.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          connect.mutate({ connector, capabilities: { method: 'register', name } })
        }}
      >
        <label>
          Your name
          <input required autoComplete="username" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <button type="submit" className="primary" disabled={connect.isPending}>
          Create a wallet
        </button>
      </form>
      <p className="or">or</p>
      <button
        type="button"
        disabled={connect.isPending}
        onClick={() => connect.mutate({ connector, capabilities: { method: 'login' } })}
      >
        Sign in with a passkey
      </button>
      <Outcome of={connect} />
    </main>
  )
}

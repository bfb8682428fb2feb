'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getPasskeySupport, PasskeyUnsupportedError } from 'viem-passkey-account'
import { useConnect } from 'wagmi'
import { useWallet } from '@/app/providers'
import { Outcome } from './Outcome'
import { useAutofill } from './useAutofill'

export function Welcome({ organizationId }: { organizationId: string }) {
  const { connector } = useWallet()
  const connect = useConnect()
  const [name, setName] = useState('')
  const { data: support } = useQuery({ queryKey: ['support'], queryFn: getPasskeySupport })
  const [failure, setFailure] = useState<unknown>()
  useAutofill({
    organizationId,
    onSession(session) {
      // That of a click is stored before the click has connected.
      if (!connect.isPending) connect.mutate({ connector, capabilities: { method: 'login', session } })
    },
    onFailure(error) {
      connect.reset()
      setFailure(error)
    },
  })
  const unsupported = support?.available === false && new PasskeyUnsupportedError({ reason: 'missing' })
  const isDisabled = connect.isPending || unsupported !== false
  const usedBefore = support?.usedBefore === true

  const create = (
    <form
      key="create"
      onSubmit={(event) => {
        event.preventDefault()
        connect.mutate({ connector, capabilities: { method: 'register', name } })
      }}
    >
      <label>
        Your name
        <input
          required
          autoComplete="username webauthn"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className={usedBefore ? '' : 'primary'} disabled={isDisabled}>
        Create a wallet
      </button>
    </form>
  )
  const or = (
    <p key="or" className="or">
      or
    </p>
  )
  const signIn = (
    <button
      key="sign-in"
      type="button"
      className={usedBefore ? 'primary' : ''}
      disabled={isDisabled}
      onClick={() => connect.mutate({ connector, capabilities: { method: 'login' } })}
    >
      Sign in with a passkey
    </button>
  )
  return (
    <main className="welcome">
      <h1>Passkey wallet</h1>
      <p className="soft">Your fingerprint, face or PIN signs. There is no password and no seed phrase to lose.</p>
      {/* Only the browser knows which comes first. Until it has told, for a moment, they are not seen, and keep their place. */}
      <div className={support ? 'start' : 'start unknown'}>
        {usedBefore ? [signIn, or, create] : [create, or, signIn]}
      </div>
      <Outcome of={{ isPending: connect.isPending, error: unsupported || (connect.error ?? failure) }} />
    </main>
  )
}

'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { formatEther, isAddress, parseEther } from 'viem'
import {
  useBalance,
  useConnect,
  useConnection,
  useDisconnect,
  usePrepareTransactionRequest,
  useSendTransaction,
  useWaitForTransactionReceipt,
} from 'wagmi'
import { describeError } from '@/lib/describeError'
import { useWallet } from '../providers'

export default function Page() {
  const { address } = useConnection()
  return <main>{address ? <Send /> : <Connect />}</main>
}

function Connect() {
  const { connector } = useWallet()
  const connect = useConnect()
  return (
    <>
      <h1>First wallet</h1>
      <button
        type="button"
        onClick={() => connect.mutate({ connector, capabilities: { method: 'register', name: 'anna@example.com' } })}
      >
        Create a wallet
      </button>
      <button type="button" onClick={() => connect.mutate({ connector, capabilities: { method: 'login' } })}>
        Sign in
      </button>
      <p role="status">{connect.error && describeError(connect.error)}</p>
    </>
  )
}

function Send() {
  const { address } = useConnection()
  const disconnect = useDisconnect()
  const queryClient = useQueryClient()
  const balance = useBalance({ address, query: { refetchInterval: 2_000 } })
  const [to, setTo] = useState('')

  // Nonce, gas and fees are ready before the click, so the prompt starts in it. `data` is read while rendering.
  const prepared = usePrepareTransactionRequest({
    to: isAddress(to) ? to : undefined,
    value: parseEther('0.01'),
    query: { enabled: isAddress(to) },
  })
  const transaction = prepared.data
  // Once it is sent, its nonce is taken: whatever was prepared, for any recipient, is prepared again.
  const prepareAgain = () => queryClient.resetQueries({ queryKey: ['prepareTransactionRequest'] })
  const send = useSendTransaction({ mutation: { onSuccess: prepareAgain } })
  const receipt = useWaitForTransactionReceipt({ hash: send.data })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (transaction) send.mutate(transaction)
  }

  const error = prepared.error ?? send.error ?? receipt.error
  return (
    <form onSubmit={onSubmit}>
      <h1>First wallet</h1>
      <p>{address}</p>
      <p>{balance.data ? `${formatEther(balance.data.value)} ETH` : '…'}</p>
      <input aria-label="Recipient" placeholder="0x…" value={to} onChange={(event) => setTo(event.target.value)} />
      <button type="submit" disabled={!transaction || send.isPending}>
        Send 0.01 ETH
      </button>
      <button type="button" onClick={() => disconnect.mutate({})}>
        Sign out
      </button>
      <p role="status">
        {error ? describeError(error) : receipt.data && `Mined in block ${receipt.data.blockNumber}.`}
      </p>
    </form>
  )
}
